import { bodyOf, previewOf, replyTarget } from "../content/body.ts";
import { type Content, type EventView, type PendingView, record } from "../content/event-view.ts";
import { noticeOf, subjectOf } from "../content/notice.ts";
import { keyOfTxn } from "../content/row-key.ts";
import { same } from "../content/same.ts";
import type { CallItem } from "../contract/ringing.ts";
import type { GapItem, MessageItem, NoticeItem, Reader, ReplyPreview, TimelineItem } from "../contract/timeline.ts";
import { CallStory, callRow, storyRow } from "./call-story.ts";
import { groupPending, isUnderWay, type PendingChanges, pendingAsView } from "./pending-changes.ts";
import { createRelations, newContent, type Relations } from "./relations.ts";

export interface Permissions {
  readonly send: boolean;
  readonly react: boolean;
  readonly redactOwn: boolean;
  readonly redactOthers: boolean;
}

/** What the mapping asks about the room. A higher `revision` says that any answer may have changed. */
export interface World {
  readonly me: string;
  readonly revision: number;
  readonly permissions: Permissions;
  member(userId: string): { readonly name: string; readonly avatarMxc: string | null };
  /** Someone whose words I do not want to see. */
  isBlocked(userId: string): boolean;
  /** Whether a sender may call the whole room. */
  mayNotifyRoom(userId: string): boolean;
  /** Others whose read receipt stands at the event. */
  readers(eventId: string): readonly Reader[];
  shield(eventId: string): MessageItem["shield"];
  /** What is said here is encrypted, by the room's own word. */
  readonly encrypted: boolean;
}

/** One place of a window: an event's id, or a gap. */
export type Place = string | GapItem;

const NONE: readonly never[] = [];

/**
 * The pure mapping `events → items` of one window. Feed it every event that is known, in any order and as often as it
 * changes, then ask for the items of a stretch. An item whose looks did not change stays the same object, a list whose
 * items did not change the same array.
 */
export class Projection {
  readonly relations: Relations;
  /** Events that answers in the last list quote and that are not known. */
  readonly missingReplies: ReadonlySet<string>;
  readonly #views = new Map<string, EventView>();
  readonly #txnEvents = new Map<string, string>();
  readonly #keys = new Map<string, string>();
  readonly #rows = new Map<string, { readonly revision: number; readonly item: TimelineItem | null }>();
  readonly #callRows = new Map<string, { readonly base: CallItem; readonly item: CallItem }>();
  readonly #readRows = new Map<string, { readonly base: MessageItem; readonly item: MessageItem }>();
  readonly #dirty = new Set<string>();
  readonly #repliers = new Map<string, Set<string>>();
  readonly #missing = new Set<string>();
  #pendingRows = new Map<string, MessageItem>();
  #pending: readonly PendingView[] = NONE;
  #changes: PendingChanges = groupPending(NONE, () => undefined);
  #last: readonly TimelineItem[] = NONE;

  constructor() {
    this.relations = createRelations((id) => this.#views.get(id));
    this.missingReplies = this.#missing;
  }

  view(eventId: string): EventView | undefined {
    return this.#views.get(eventId);
  }

  /** The edit whose words stand for an event's, when one does. */
  editOf(eventId: string): EventView | null {
    const view = this.#views.get(eventId);
    return view === undefined ? null : this.relations.editOf(view);
  }

  /** What a message says now, as content that can be sent again; null when it has no words or files. */
  contentOf(eventId: string): { readonly type: string; readonly content: Content } | null {
    const view = this.#views.get(eventId);
    if (view === undefined || this.relations.redactionOf(eventId) !== null) return null;
    if (view.stateKey !== null || !["m.room.message", "m.sticker"].includes(view.type)) return null;
    return { type: view.type, content: contentWith(view, this.relations.editOf(view)) };
  }

  /** The event that an own transaction became. */
  eventOfTxn(txnId: string): string | undefined {
    return this.#txnEvents.get(txnId);
  }

  /** What is thought of an event's sender has changed: that shows at its row, or at the row that it edits. */
  touchShield(id: string): void {
    this.touch(id);
    const relation = this.#views.get(id)?.relation;
    if (relation?.kind === "edit") this.touch(relation.target);
  }

  /** Marks one event's row, and those that quote it, as changed. */
  touch(id: string): void {
    this.#dirty.add(id);
    for (const replier of this.#repliers.get(id) ?? NONE) this.#dirty.add(replier);
  }

  put(next: EventView): void {
    const before = this.#views.get(next.id);
    if (before === next) return;
    // The homeserver empties a removed edit of what it related to: remembered, or it would become a row of its own.
    const view = next.relation === null && before?.relation != null ? { ...next, relation: before.relation } : next;
    this.#views.set(view.id, view);
    if (view.txnId !== null && !this.#txnEvents.has(view.txnId)) {
      this.#txnEvents.set(view.txnId, view.id);
      if (before === undefined && !this.#keys.has(view.id)) this.#keys.set(view.id, keyOfTxn(view.txnId));
    }
    if (!this.#keys.has(view.id)) this.#keys.set(view.id, view.id);
    for (const id of this.relations.put(view)) this.touch(id);
    this.#missing.delete(view.id);
    const target = replyTarget(view.content);
    if (target === null) return;
    const known = this.#repliers.get(target) ?? new Set();
    this.#repliers.set(target, known.add(view.id));
  }

  /** The items of a stretch. `live`: it reaches the newest event, so that what is on its way follows it. */
  project(
    places: readonly Place[],
    pending: readonly PendingView[],
    live: boolean,
    world: World,
  ): readonly TimelineItem[] {
    this.#takePending(pending);
    const items: TimelineItem[] = [];
    let message = -1;
    const story = new CallStory(world.me);
    const calls: number[] = [];
    let readers: Reader[] = [];
    // Readers of events without a row stand at the message before.
    const settle = () => {
      const base = items[message];
      if (base?.type === "message" && readers.length > 0) items[message] = this.#withReaders(base, readers);
      readers = [];
    };
    for (const place of places) {
      if (typeof place !== "string") {
        story.lose();
        items.push(place);
        continue;
      }
      const item = this.#row(place, world);
      const view = this.#views.get(place);
      if (view !== undefined) story.see(view);
      if (item?.type === "call") calls.push(items.length);
      if (item?.type === "message") {
        settle();
        message = items.length;
      }
      if (item !== null) items.push(item);
      const here = world.readers(place);
      if (here.length > 0) readers.push(...here);
    }
    settle();
    for (const at of calls) {
      const base = items[at];
      if (base?.type === "call") items[at] = this.#withOutcome(base, story, world);
    }
    if (live) items.push(...this.#pendingItems(world));
    if (items.length === this.#last.length && items.every((item, at) => item === this.#last[at])) return this.#last;
    this.#last = items;
    return items;
  }

  #row(id: string, world: World): TimelineItem | null {
    const cached = this.#rows.get(id);
    if (cached !== undefined && cached.revision === world.revision && !this.#dirty.has(id)) return cached.item;
    this.#dirty.delete(id);
    const view = this.#views.get(id);
    const key = this.#keys.get(id) ?? id;
    let item: TimelineItem | null = null;
    if (view !== undefined) {
      if (view.stateKey !== null) item = noticeRow(view, key, world);
      else if (!world.isBlocked(view.sender)) item = callRow(view, key, world) ?? this.#messageRow(view, key, world);
    }
    const kept = cached !== undefined && same(cached.item, item) ? cached.item : item;
    this.#rows.set(id, { revision: world.revision, item: kept });
    return kept;
  }

  #reactions(id: string, pending: readonly PendingView[], world: World): MessageItem["reactions"] {
    const who = { me: world.me, isBlocked: (userId: string) => world.isBlocked(userId) };
    return this.relations.reactionsOf(id, who, pending, this.#changes.removed);
  }

  #messageRow(view: EventView, key: string, world: World): MessageItem | null {
    const own = this.#changes.of(view.id, view.txnId);
    const edit = this.relations.editOf(view);
    const pendingEdit = own.edits.at(-1);
    const removing = own.redactions.at(-1);
    const removed = this.relations.redactionOf(view.id) ?? (isUnderWay(removing) ? { by: world.me } : null);
    const heldUntil = removing?.heldUntil ?? null;
    const pendingContent = pendingEdit === undefined ? null : newContent(pendingEdit.content);
    const content = pendingContent ?? contentWith(view, edit);
    const body = bodyOf(removed === null ? view : { ...view, redacted: removed }, content);
    if (body === null) return null;
    const mine = view.sender === world.me;
    const member = world.member(view.sender);
    const gone = body.type === "redacted";
    return {
      type: "message",
      key,
      eventId: view.id,
      senderId: view.sender,
      senderName: member.name,
      senderAvatarMxc: member.avatarMxc,
      mine,
      ts: view.ts,
      body,
      edited: !gone && (edit !== null || pendingEdit !== undefined),
      replyTo: gone ? null : this.#replyPreview(replyTarget(view.content), world),
      reactions: gone ? NONE : this.#reactions(view.id, own.reactions, world),
      mentionsMe: !mine && !gone && mentions(view, content, world),
      readBy: NONE,
      send: heldUntil === null ? (sendOfRemoval(removing, gone) ?? pendingEdit?.send ?? null) : null,
      undoUntil: heldUntil,
      can: abilities(body, mine, world.permissions),
      shield: gone ? null : worse(shieldOf(view, world), edit === null ? null : shieldOf(edit, world)),
    };
  }

  #replyPreview(target: string | null, world: World): ReplyPreview | null {
    if (target === null) return null;
    const view = this.#views.get(target);
    if (view === undefined) {
      this.#missing.add(target);
      return { eventId: target, senderId: null, senderName: null, text: null };
    }
    const removed = this.relations.redactionOf(target);
    const edit = this.relations.editOf(view);
    const content = contentWith(view, edit);
    const body = bodyOf(removed === null ? view : { ...view, redacted: removed }, content);
    const senderName = world.member(view.sender).name;
    const text = world.isBlocked(view.sender) ? null : previewOf(body);
    const shield = worse(shieldOf(view, world), edit === null ? null : shieldOf(edit, world));
    const preview = { eventId: target, senderId: view.sender, senderName, text };
    return shield === null || removed !== null ? preview : { ...preview, shield };
  }

  #withReaders(base: MessageItem, readers: readonly Reader[]): MessageItem {
    const readBy = readers.filter(({ userId }) => userId !== base.senderId);
    if (readBy.length === 0) return base;
    const before = this.#readRows.get(base.key);
    if (before !== undefined && before.base === base && same(before.item.readBy, readBy)) return before.item;
    const item = { ...base, readBy };
    this.#readRows.set(base.key, { base, item });
    return item;
  }

  #withOutcome(base: CallItem, story: CallStory, world: World): CallItem {
    const item = storyRow(base, story, world);
    if (item === base) return base;
    const before = this.#callRows.get(base.key);
    if (before?.base === base && same(before.item, item)) return before.item;
    this.#callRows.set(base.key, { base, item });
    return item;
  }

  #takePending(pending: readonly PendingView[]): void {
    if (pending === this.#pending) return;
    this.#touchTargets();
    this.#pending = pending;
    this.#changes = groupPending(pending, (txnId) => this.#txnEvents.get(txnId));
    this.#touchTargets();
    for (const entry of pending) {
      // The echo may come without the transaction id (another way than the sync): the id still keeps the key.
      if (entry.eventId !== null && !this.#keys.has(entry.eventId)) {
        this.#keys.set(entry.eventId, keyOfTxn(entry.txnId));
      }
    }
  }

  #touchTargets(): void {
    for (const id of this.#changes.targets) {
      this.touch(id);
      // A reaction that is being taken back shows at its own target.
      const above = this.#views.get(id)?.relation;
      if (above != null) this.touch(above.target);
    }
  }

  #pendingItems(world: World): TimelineItem[] {
    const next = new Map<string, MessageItem>();
    for (const entry of this.#pending) {
      if (entry.kind !== "message" || this.#isEchoed(entry)) continue;
      const item = this.#messageRow(pendingAsView(entry, world.me), keyOfTxn(entry.txnId), world);
      if (item === null) continue;
      const fresh: MessageItem = {
        ...item,
        eventId: entry.eventId,
        // How it goes out is not seen yet.
        shield: null,
        send: entry.send ?? item.send,
        can: entry.eventId === null ? whileWaiting(item, entry.send) : item.can,
      };
      const before = this.#pendingRows.get(entry.txnId);
      next.set(entry.txnId, before !== undefined && same(before, fresh) ? before : fresh);
    }
    this.#pendingRows = next;
    return [...next.values()];
  }

  /** An echo takes the place of what was written here as soon as it can be read: neither a hole nor a double. */
  #isEchoed(entry: PendingView): boolean {
    const echo = this.#views.get(this.#txnEvents.get(entry.txnId) ?? entry.eventId ?? "");
    return echo !== undefined && !echo.decrypting;
  }
}

const CANNOT: MessageItem["can"] = { edit: false, redact: false, react: false, reply: false };

/**
 * What has not left can be taken back; everything else needs its event. A change waits for it where it must: else one's
 * own last message would for a moment be the one before it.
 */
function whileWaiting({ can, body }: MessageItem, send: PendingView["send"]): MessageItem["can"] {
  // Where a file will lie is not known before.
  return { ...CANNOT, edit: can.edit && body.type === "text", redact: send !== null && send.state !== "sending" };
}

function abilities(body: MessageItem["body"], mine: boolean, permissions: Permissions): MessageItem["can"] {
  if (body.type === "redacted") return CANNOT;
  const words = body.type === "text" || (body.type === "media" && body.caption !== null);
  return {
    edit: mine && words && permissions.send,
    redact: mine ? permissions.redactOwn : permissions.redactOthers,
    react: permissions.react,
    reply: body.type !== "undecryptable" && permissions.send,
  };
}

/** The removal's own state. One that failed says nothing once somebody else has removed the message. */
function sendOfRemoval(removing: PendingView | undefined, gone: boolean): PendingView["send"] {
  const send = removing?.send ?? null;
  if (send?.state !== "failed") return send;
  return gone ? null : { ...send, removal: true };
}

const PLAIN: MessageItem["shield"] = { colour: "grey", reason: "not-encrypted" };

/** The homeserver can read what is not encrypted, and can write it in anyone's name. */
function shieldOf(view: EventView, world: World): MessageItem["shield"] {
  return view.encrypted || !world.encrypted ? world.shield(view.id) : PLAIN;
}

/** An edited message is as doubtful as the more doubtful of its two senders' devices. */
function worse(a: MessageItem["shield"], b: MessageItem["shield"]): MessageItem["shield"] {
  if (a === null || b === null) return a ?? b;
  return b.colour === "red" ? b : a;
}

function contentWith(view: EventView, edit: EventView | null): Content {
  return (edit === null ? null : newContent(edit.content)) ?? view.content;
}

/** Notices that carry words or pictures of whoever sent them; who is in the room is no such. */
const spoken: ReadonlySet<string> = new Set<NoticeItem["notice"]["kind"]>(["renamed", "avatar", "topic"]);

function noticeRow(view: EventView, key: string, world: World): NoticeItem | null {
  const notice = noticeOf(view, (userId) => world.member(userId).name);
  if (notice === null || (spoken.has(notice.kind) && world.isBlocked(view.sender))) return null;
  return {
    type: "notice",
    key,
    eventId: view.id,
    ts: view.ts,
    actorId: view.sender,
    actorName: world.member(view.sender).name,
    subjectId: subjectOf(view),
    notice,
  };
}

/** Intentional mentions where the sender's client knows them, else what the push rules found; keywords in any case. */
function mentions(view: EventView, content: Content, world: World): boolean {
  const said = record(view.content, "m.mentions") ?? record(content, "m.mentions");
  if (said === null || view.highlight) return view.highlight;
  const users = said.user_ids;
  if (Array.isArray(users) && users.includes(world.me)) return true;
  return said.room === true && world.mayNotifyRoom(view.sender);
}
