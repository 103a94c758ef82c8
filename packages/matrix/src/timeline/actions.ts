import { AppError } from "@parley/kernel";
import { replyTarget, withoutQuote } from "../content/body.ts";
import { type Called, captionContent, editContent, messageContent } from "../content/draft.ts";
import { type Content, type PendingView, record, type Target, text } from "../content/event-view.ts";
import { mentionedIn } from "../content/mentions.ts";
import { mediaContent } from "../content/read-media.ts";
import { keyOfTxn, txnOfKey } from "../content/row-key.ts";
import { mediaMessage } from "../content/write-media.ts";
import type { KeptFile } from "../contract/kept-files.ts";
import type { OutgoingMedia } from "../contract/media.ts";
import type { Draft } from "../contract/timeline.ts";
import type { KeptPart } from "../media/kept-files.ts";
import type { LazyKeptFiles } from "../media/lazy-kept-files.ts";
import type { NewFile } from "../outbox/new-entry.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { rewritten } from "../outbox/queue.ts";
import { isUnderWay } from "./pending-changes.ts";
import type { Projection } from "./projection.ts";
import { newContent } from "./relations.ts";

/** What a person does to messages, turned into entries of the send queue. Ids may be event ids or items' keys. */
export class Actions {
  readonly #roomId: string;
  readonly #me: string;
  readonly #outbox: Outbox;
  readonly #projection: Projection;
  readonly #kept: LazyKeptFiles;

  constructor(roomId: string, me: string, outbox: Outbox, projection: Projection, kept: LazyKeptFiles) {
    this.#kept = kept;
    this.#roomId = roomId;
    this.#me = me;
    this.#outbox = outbox;
    this.#projection = projection;
  }

  async send(draft: Draft): Promise<void> {
    const { content, waitsFor, repliedTo } = this.#said(draft);
    await this.#enqueue("message", "m.room.message", content, waitsFor, repliedTo);
  }

  async sendMedia(media: OutgoingMedia | KeptFile, caption: Draft | null): Promise<void> {
    const said = caption === null ? null : this.#said(caption);
    const kept = "id" in media ? await this.#kept.open() : null;
    const files = "id" in media ? filesOfKept(kept?.parts(media.id) ?? null) : filesOf(media);
    await this.#outbox.enqueue(
      {
        roomId: this.#roomId,
        kind: "message",
        type: "m.room.message",
        content: mediaMessage(media, said?.content ?? null),
        target: said?.waitsFor ?? null,
        repliedTo: said?.repliedTo ?? null,
      },
      files,
    );
    if ("id" in media) await kept?.handedOn(media.id);
  }

  /** A draft as content, what it must wait for, and whom it answers. */
  #said(draft: Draft): { content: Content; waitsFor: Target | null; repliedTo: string | null } {
    const target = draft.replyTo === undefined ? null : this.#target(draft.replyTo);
    const replyTo = target !== null && "eventId" in target ? target.eventId : null;
    const author = replyTo === null ? null : (this.#projection.view(replyTo)?.sender ?? null);
    const repliedTo = author === this.#me ? null : author;
    const content = messageContent(draft, replyTo, repliedTo);
    // An answer to a message that has no id yet waits for it; otherwise the content says everything.
    const waitsFor = target !== null && "txnId" in target ? target : null;
    return { content, waitsFor, repliedTo };
  }

  async edit(id: string, draft: Draft): Promise<void> {
    const target = this.#target(id);
    const said = "eventId" in target ? this.#projection.contentOf(target.eventId)?.content : undefined;
    if (said !== undefined && mediaContent(text(said, "msgtype") ?? "", said, (words) => words) !== null) {
      await this.#change(target, (called) => captionContent(draft, called, said));
      return;
    }
    if ("txnId" in target && (await this.#rewrite(target.txnId, draft))) return;
    await this.#change(target, (called) => editContent(draft, called));
  }

  async #change(target: Target, content: (called: Called) => Content): Promise<void> {
    const repliedTo = this.#answered(target);
    const called = { already: this.#told(target), repliedTo };
    await this.#enqueue("edit", "m.room.message", content(called), target, repliedTo);
  }

  /** Who was told of a message because it answers them. */
  #answered(target: Target): string | null {
    if ("txnId" in target) return this.#pending(target.txnId)?.repliedTo ?? null;
    const first = this.#projection.view(target.eventId)?.content ?? {};
    const answers = replyTarget(first);
    const author = answers === null ? null : (this.#projection.view(answers)?.sender ?? null);
    return author !== null && mentionedIn(first).includes(author) ? author : null;
  }

  /** Whom a message has called already: by its first words, by the change that stands, or by those on their way. */
  #told(target: Target): readonly string[] {
    const said = [...this.#standing(target), ...this.#changesOnTheirWay(target)];
    return said.flatMap((content) => [...mentionedIn(content), ...mentionedIn(newContent(content))]);
  }

  #standing(target: Target): Content[] {
    const first = "eventId" in target ? this.#projection.view(target.eventId) : this.#pending(target.txnId);
    const edit = "eventId" in target ? this.#projection.editOf(target.eventId) : null;
    return [first, edit].flatMap((one) => (one == null ? [] : [one.content]));
  }

  #changesOnTheirWay(target: Target): Content[] {
    const isMeant = (entry: PendingView): boolean =>
      isFor(entry, target) ||
      // It was written when the message had no id yet.
      (entry.target !== null && "txnId" in entry.target && isSame(this.#target(keyOfTxn(entry.target.txnId)), target));
    const edits = this.#all().filter((entry) => entry.kind === "edit" && isUnderWay(entry) && isMeant(entry));
    return edits.map(({ content }) => content);
  }

  async redact(id: string): Promise<void> {
    const target = this.#target(id);
    if ("txnId" in target && (await this.#takeBack(target.txnId))) return;
    await this.#remove(target);
  }

  async redactSoon(id: string, until: number): Promise<void> {
    const target = this.#target(id);
    if ("txnId" in target && (await this.#takeBack(target.txnId))) return;
    const failed = this.#removalOf(target);
    if (failed?.send?.state === "failed") await this.#takeBack(failed.txnId);
    const type = "m.room.redaction";
    await this.#outbox.enqueue({
      roomId: this.#roomId,
      kind: "redaction",
      type,
      content: {},
      target,
      heldUntil: until,
    });
  }

  async undoRedact(id: string): Promise<void> {
    const removal = this.#removalOf(this.#target(id));
    if (removal !== undefined && (await this.#takeBack(removal.txnId))) return;
    throw new AppError("MATRIX_ALREADY_SENDING", "The message has been deleted already.");
  }

  async forward(id: string, toRoomId: string): Promise<void> {
    const said = this.#projection.contentOf(id);
    if (said === null) throw new AppError("MATRIX_NOT_FOUND", "There is nothing of this message to send on.");
    const { "m.relates_to": _, "m.new_content": __, ...content } = said.content;
    // Without its relation nobody could tell the quoted words of another person from the answer.
    const relates = record(this.#projection.view(id)?.content ?? {}, "m.relates_to");
    const answers = record(relates, "m.in_reply_to") !== null;
    await this.#outbox.enqueue({
      roomId: toRoomId,
      kind: "message",
      type: said.type,
      // Nobody is called by what was said elsewhere.
      content: { ...withoutQuote(content, answers), "m.mentions": {} },
      target: null,
    });
  }

  async toggleReaction(id: string, key: string): Promise<void> {
    const target = this.#target(id);
    const waiting = this.#all().findLast(
      (entry) =>
        entry.kind === "reaction" && isFor(entry, target) && keyOf(entry) === key && entry.send?.state !== "failed",
    );
    if (waiting !== undefined && !this.#isBeingRemoved(waiting)) {
      if (await this.#takeBack(waiting.txnId)) return;
      await this.#remove(waiting.eventId === null ? { txnId: waiting.txnId } : { eventId: waiting.eventId });
      return;
    }
    const standing = "eventId" in target ? this.#projection.relations.ownReaction(target.eventId, this.#me, key) : null;
    if (standing !== null) {
      const removal = this.#removalOf({ eventId: standing.id });
      if (removal === undefined || !isUnderWay(removal)) return this.#remove({ eventId: standing.id });
      // It is being taken back, and wanted again.
      if (await this.#takeBack(removal.txnId)) return;
    }
    await this.#enqueue("reaction", "m.reaction", { "m.relates_to": { key } }, target);
  }

  async retry(key: string): Promise<void> {
    for (const entry of this.#behind(key)) if (entry.send !== null) await this.#outbox.retry(entry.txnId);
  }

  async discard(key: string): Promise<void> {
    const own = this.#behind(key);
    if (own.length === 0) throw new AppError("MATRIX_NOT_FOUND", "Nothing of this message is waiting.");
    for (const entry of own) await this.#outbox.discard(entry.txnId);
  }

  /** What a row's send state speaks of: the message itself, or else its edits and removal. */
  #behind(key: string): readonly PendingView[] {
    const itself = this.#all().filter((entry) => keyOfTxn(entry.txnId) === key && entry.send !== null);
    if (itself.length > 0) return itself;
    const target = this.#target(key);
    const changes = this.#all().filter((entry) => entry.kind !== "reaction" && isFor(entry, target));
    return changes.filter((entry) => entry.send !== null);
  }

  #all(): readonly PendingView[] {
    return this.#outbox.pending(this.#roomId).peek();
  }

  #pending(txnId: string): PendingView | undefined {
    return this.#all().find((entry) => entry.txnId === txnId);
  }

  #removalOf(target: Target): PendingView | undefined {
    return this.#all().find((entry) => entry.kind === "redaction" && isFor(entry, target));
  }

  #isBeingRemoved(entry: PendingView): boolean {
    if (isUnderWay(this.#removalOf({ txnId: entry.txnId }))) return true;
    return entry.eventId !== null && isUnderWay(this.#removalOf({ eventId: entry.eventId }));
  }

  /** One that has failed is tried again: two removals of one message would be two rows that wait. */
  async #remove(target: Target): Promise<void> {
    const failed = this.#removalOf(target);
    if (failed?.send?.state === "failed") return this.#outbox.retry(failed.txnId);
    await this.#enqueue("redaction", "m.room.redaction", {}, target);
  }

  /** Other words for a message that has not left; false when it has. */
  async #rewrite(txnId: string, draft: Draft): Promise<boolean> {
    const standing = this.#pending(txnId);
    if (standing === undefined) return false;
    try {
      return await this.#outbox.rewrite(txnId, rewritten(standing, draft));
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === "MATRIX_NOT_FOUND") return false;
      throw thrown;
    }
  }

  /** Removes an entry that has not left; false when it has. */
  async #takeBack(txnId: string): Promise<boolean> {
    try {
      await this.#outbox.discard(txnId);
      return true;
    } catch (thrown) {
      const gone = thrown instanceof AppError && /ALREADY_SENDING|NOT_FOUND/.test(thrown.code);
      if (gone) return false;
      throw thrown;
    }
  }

  #target(id: string): Target {
    const txnId = txnOfKey(id);
    if (txnId === null) return { eventId: id };
    const eventId = this.#projection.eventOfTxn(txnId) ?? this.#pending(txnId)?.eventId ?? null;
    return eventId === null ? { txnId } : { eventId };
  }

  async #enqueue(
    kind: PendingView["kind"],
    type: string,
    content: PendingView["content"],
    target: Target | null,
    repliedTo: string | null = null,
  ): Promise<void> {
    await this.#outbox.enqueue({ roomId: this.#roomId, kind, type, content, target, repliedTo });
  }
}

function filesOf({ file, mimetype, thumbnail }: OutgoingMedia): NewFile[] {
  const files: NewFile[] = [{ role: "file", file, type: mimetype }];
  if (thumbnail !== null) files.push({ role: "thumbnail", file: thumbnail.file, type: thumbnail.mimetype });
  return files;
}

function filesOfKept(parts: readonly KeptPart[] | null): NewFile[] {
  if (parts === null) throw new AppError("MATRIX_NOT_FOUND", "This file is not kept here any more.");
  return parts.map(({ role, type, staged }) => ({ role, type, file: staged }));
}

const isFor = (entry: PendingView, target: Target): boolean => entry.target !== null && isSame(entry.target, target);

function isSame(a: Target, b: Target): boolean {
  if ("eventId" in a) return "eventId" in b && a.eventId === b.eventId;
  return "txnId" in b && a.txnId === b.txnId;
}

function keyOf(entry: PendingView): unknown {
  return record(entry.content, "m.relates_to")?.key;
}
