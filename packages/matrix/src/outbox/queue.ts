import { AppError, computed } from "@parley/kernel";
import { editContent, messageContent } from "../content/draft.ts";
import { type Content, type PendingView, record, type Target, text } from "../content/event-view.ts";
import { mentionedIn } from "../content/mentions.ts";
import { keyOfTxn, txnOfKey } from "../content/row-key.ts";
import type { Queue, QueuedItem } from "../contract/queue.ts";
import type { Draft } from "../contract/timeline.ts";
import { matrixError } from "../errors.ts";
import type { Outgoing } from "./entry.ts";
import type { Outbox, Waiting } from "./outbox.ts";

/** The send queue as a screen shows it. */
export function createQueue(outbox: Outbox): Queue {
  const txnOf = (key: string): string => {
    const txnId = txnOfKey(key);
    if (txnId === null) throw matrixError("MATRIX_NOT_FOUND", "this is no key of the send queue");
    return txnId;
  };
  const standing = (txnId: string): Waiting | undefined =>
    outbox.waiting.peek().find(({ view }) => view.txnId === txnId);
  return {
    items: computed(() => {
      const waiting = outbox.waiting.value;
      const changes = changesOf(waiting);
      return waiting.flatMap((one) => itemOf(one, changes, dependentsOf(waiting, one.view.txnId)));
    }),
    async rewrite(key, draft) {
      const txnId = txnOf(key);
      const before = standing(txnId);
      if (before === undefined) throw matrixError("MATRIX_NOT_FOUND", "nothing of this message is waiting");
      // Here only the words are known: how they are said stays.
      const style = text(saidBy(before.view), "msgtype") === "m.emote" ? "emote" : "text";
      const worded: Draft = { style, ...draft };
      const changed = changesOf(outbox.waiting.peek()).has(txnId);
      if (!changed && (await outbox.rewrite(txnId, rewritten(before.view, worded)))) return true;
      const now = standing(txnId);
      return now !== undefined && waits(now.view) && isPlain(now.view) && (await follow(outbox, now, worded));
    },
    async discard(key) {
      const txnId = txnOf(key);
      const before = standing(txnId);
      const behind = dependentsOf(outbox.waiting.peek(), txnId);
      await outbox.discard(txnId);
      if (before === undefined || !isReturnable(before, behind)) return null;
      return async () => {
        const again = await outbox.enqueue(outgoingOf(before));
        for (const one of behind) await outbox.enqueue({ ...outgoingOf(one), target: { txnId: again } });
      };
    },
    retry: async (key) => outbox.retry(txnOf(key)),
  };
}

const waits = ({ kind, send }: PendingView): boolean =>
  (kind === "message" || kind === "edit") && send?.state === "queued";

/** Changes of messages that wait themselves: the newest of each, by the message's transaction. */
function changesOf(waiting: readonly Waiting[]): ReadonlyMap<string, PendingView> {
  const messages = new Set(waiting.filter(({ view }) => view.kind === "message").map(({ view }) => view.txnId));
  const edits = waiting.filter(({ view }) => view.kind === "edit" && view.send?.state !== "failed");
  return new Map(
    edits.flatMap(({ view }) =>
      view.target !== null && "txnId" in view.target && messages.has(view.target.txnId)
        ? [[view.target.txnId, view] as const]
        : [],
    ),
  );
}

/**
 * Other words for what was tried and did not get through, as far as is known here: it may have arrived. So it stays as
 * it is, and a change goes right behind it, in the place of one that waits already.
 */
async function follow(outbox: Outbox, { roomId, view }: Waiting, draft: Draft): Promise<boolean> {
  const target: Target | null = view.kind === "edit" ? view.target : { txnId: view.txnId };
  if (target === null) return false;
  const isFor = (other: PendingView): boolean =>
    other.kind === "edit" && JSON.stringify(other.target) === JSON.stringify(target) && waits(other);
  const older = outbox.waiting.peek().filter((other) => isFor(other.view));
  const { repliedTo = null } = view;
  const content = editContent(draft, { already: calledBefore(view), repliedTo });
  await outbox.enqueue({ roomId, kind: "edit", type: "m.room.message", content, target, repliedTo });
  for (const other of older) {
    await outbox.discard(other.view.txnId).catch((thrown) => {
      // On its way meanwhile: the newer one comes after it.
      if (!(thrown instanceof AppError && /ALREADY_SENDING|NOT_FOUND/.test(thrown.code))) throw thrown;
    });
  }
  return true;
}

/** Whom others have called than the change whose place is taken: it names them, and does not call them itself. */
function calledBefore({ kind, content }: PendingView): readonly string[] {
  if (kind !== "edit") return mentionedIn(content);
  const fresh = mentionedIn(content);
  return mentionedIn(record(content, "m.new_content")).filter((userId) => !fresh.includes(userId));
}

/** Content with other words: what it answers stays, and who is told of the answer. */
export function rewritten(
  { content, repliedTo = null }: Pick<PendingView, "content" | "repliedTo">,
  draft: Draft,
): Content {
  const relation = record(content, "m.relates_to");
  return {
    ...messageContent(draft, null, repliedTo),
    ...(relation === null ? {} : { "m.relates_to": relation }),
  };
}

/** What goes with an entry when that is taken back. */
const dependentsOf = (waiting: readonly Waiting[], txnId: string): readonly Waiting[] =>
  waiting.filter(({ view: { target } }) => target !== null && "txnId" in target && target.txnId === txnId);

/** A message that may have arrived would be said twice; any other change twice is the same as once. */
const isReturnable = (one: Waiting, behind: readonly Waiting[]): boolean =>
  [one, ...behind].every(({ view, untouched }) => !isFile(view) && (untouched || view.kind !== "message"));

function outgoingOf({ roomId, view }: Waiting): Outgoing {
  const { kind, type, content, target, repliedTo = null } = view;
  return { roomId, kind, type, content, target, repliedTo };
}

function itemOf(one: Waiting, changes: ReadonlyMap<string, PendingView>, behind: readonly Waiting[]): QueuedItem[] {
  const { roomId, view, untouched } = one;
  if (view.send === null) return [];
  const { target } = view;
  // It stands in its message's words.
  if (view.kind === "edit" && target !== null && "txnId" in target && changes.has(target.txnId)) {
    if (view.send.state !== "failed") return [];
  }
  const latest = changes.get(view.txnId) ?? view;
  return [
    {
      key: keyOfTxn(view.txnId),
      roomId,
      kind: view.kind,
      text: wordsOf(latest),
      file: isFile(view),
      send: view.send,
      rewritable: isPlain(view) && isPlain(latest) && (untouched || waits(view)),
      returnable: isReturnable(one, behind),
    },
  ];
}

/** What it says, or makes a message say. */
const saidBy = ({ kind, content }: PendingView): Content | null =>
  kind === "edit" ? record(content, "m.new_content") : content;

function isFile(view: PendingView): boolean {
  const said = saidBy(view);
  return text(said, "url") !== null || record(said, "file") !== null || (view.local ?? null) !== null;
}

const isPlain = (view: PendingView): boolean => !isFile(view) && text(saidBy(view), "formatted_body") === null;

function wordsOf(view: PendingView): string | null {
  switch (view.kind) {
    case "message":
    case "edit":
      return text(saidBy(view), "body");
    case "reaction":
      return text(record(view.content, "m.relates_to"), "key");
    case "redaction":
      return null;
  }
}
