import { computed } from "@parley/kernel";
import { messageContent } from "../content/draft.ts";
import { type Content, type PendingView, record, text } from "../content/event-view.ts";
import { keyOfTxn, txnOfKey } from "../content/row-key.ts";
import type { Queue, QueuedItem } from "../contract/queue.ts";
import type { Draft } from "../contract/timeline.ts";
import { matrixError } from "../errors.ts";
import type { Outbox, Waiting } from "./outbox.ts";

/** The send queue as a screen shows it. */
export function createQueue(outbox: Outbox): Queue {
  const txnOf = (key: string): string => {
    const txnId = txnOfKey(key);
    if (txnId === null) throw matrixError("MATRIX_NOT_FOUND", "this is no key of the send queue");
    return txnId;
  };
  return {
    items: computed(() => outbox.waiting.value.flatMap(itemOf)),
    async rewrite(key, draft) {
      const txnId = txnOf(key);
      const standing = outbox.waiting.peek().find(({ view }) => view.txnId === txnId);
      if (standing === undefined) throw matrixError("MATRIX_NOT_FOUND", "nothing of this message is waiting");
      const { content } = standing.view;
      // Here only the words are known: how they are said stays.
      const style = text(content, "msgtype") === "m.emote" ? "emote" : "text";
      return await outbox.rewrite(txnId, rewritten(content, { style, ...draft }));
    },
    discard: async (key) => outbox.discard(txnOf(key)),
    retry: async (key) => outbox.retry(txnOf(key)),
  };
}

/** Content with other words: what it answers stays, and who is told of the answer. */
export function rewritten(before: Content, draft: Draft): Content {
  const relation = record(before, "m.relates_to");
  const told = record(before, "m.mentions")?.user_ids;
  // Its author stands last among those who are told.
  const author: unknown = Array.isArray(told) ? told.at(-1) : null;
  const answers = relation !== null && typeof author === "string" ? author : null;
  return {
    ...messageContent(draft, null, answers),
    ...(relation === null ? {} : { "m.relates_to": relation }),
  };
}

function itemOf({ roomId, view, untouched }: Waiting): readonly QueuedItem[] {
  if (view.send === null) return [];
  const file = text(view.content, "url") !== null || record(view.content, "file") !== null || view.local !== null;
  return [
    {
      key: keyOfTxn(view.txnId),
      roomId,
      kind: view.kind,
      text: wordsOf(view),
      file,
      send: view.send,
      rewritable: untouched && !file && text(view.content, "formatted_body") === null,
    },
  ];
}

function wordsOf({ kind, content }: PendingView): string | null {
  switch (kind) {
    case "message":
      return text(content, "body");
    case "edit":
      return text(record(content, "m.new_content"), "body");
    case "reaction":
      return text(record(content, "m.relates_to"), "key");
    case "redaction":
      return null;
  }
}
