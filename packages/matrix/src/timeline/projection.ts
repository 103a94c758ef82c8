import type { GapItem, MessageItem, NoticeItem, ReplyPreview, TimelineItem } from "../contract/timeline.ts";
import { bodyOf, previewOf, replyTarget } from "./body.ts";
import { type EventView, type PendingView, record } from "./event-view.ts";
import { noticeOf } from "./notice.ts";
import { createRelations, newContent, type Relations } from "./relations.ts";
import { same } from "./same.ts";

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
  /** Whether a sender may call the whole room. */
  mayNotifyRoom(userId: string): boolean;
  /** Others whose read receipt stands at the event. */
  readers(eventId: string): readonly string[];
  shield(eventId: string): MessageItem["shield"];
}

/** One place of a window: an event's id, or a gap. */
export type Place = string | GapItem;

/**
 * The pure mapping `events → items` of one window. Feed it every event that is known, in any order and as often as it
 * changes, then ask for the items of a stretch. An item whose looks did not change stays the same object, a list whose
 * items did not change the same array.
 */
export interface Projection {
  readonly relations: Relations;
  put(view: EventView): void;
  /** Marks one event's row as changed for a reason outside of the events (a shield came in). */
  touch(eventId: string): void;
  view(eventId: string): EventView | undefined;
  /** The event that an own transaction became. */
  eventOfTxn(txnId: string): string | undefined;
  /** Events that answers in the last list quote and that are not known. */
  readonly missingReplies: ReadonlySet<string>;
  project(
    places: readonly Place[],
    pending: readonly PendingView[],
    live: boolean,
    world: World,
  ): readonly TimelineItem[];
}

const KEY_PREFIX = "~";
const NONE: readonly never[] = [];

export const keyOfTxn = (txnId: string): string => KEY_PREFIX + txnId;

export function createProjection(): Projection {
  const views = new Map<string, EventView>();
  const relations = createRelations((id) => views.get(id));
  const txnEvents = new Map<string, string>();
  const keys = new Map<string, string>();
  const rows = new Map<string, { readonly revision: number; readonly item: TimelineItem | null }>();
  const dirty = new Set<string>();
  const repliers = new Map<string, Set<string>>();
  const missing = new Set<string>();
  let pendingRows = new Map<string, MessageItem>();
  let lastPending: readonly PendingView[] = NONE;
  let waiting: PendingByTarget = groupPending(NONE, txnEvents);
  let last: readonly TimelineItem[] = NONE;

  const touch = (id: string) => {
    dirty.add(id);
    for (const replier of repliers.get(id) ?? NONE) dirty.add(replier);
  };

  function put(next: EventView): void {
    const before = views.get(next.id);
    if (before === next) return;
    // The homeserver empties a removed edit of what it related to: remembered, or it would become a row of its own.
    const view = next.relation === null && before?.relation != null ? { ...next, relation: before.relation } : next;
    views.set(view.id, view);
    if (view.txnId !== null && !txnEvents.has(view.txnId)) {
      txnEvents.set(view.txnId, view.id);
      if (before === undefined && !keys.has(view.id)) keys.set(view.id, keyOfTxn(view.txnId));
    }
    if (!keys.has(view.id)) keys.set(view.id, view.id);
    for (const id of relations.put(view)) touch(id);
    const target = replyTarget(view.content);
    if (target !== null) {
      const known = repliers.get(target);
      if (known === undefined) repliers.set(target, new Set([view.id]));
      else known.add(view.id);
    }
    missing.delete(view.id);
  }

  function replyPreview(target: string | null, world: World): ReplyPreview | null {
    if (target === null) return null;
    const view = views.get(target);
    if (view === undefined) {
      missing.add(target);
      return { eventId: target, senderId: null, senderName: null, text: null };
    }
    const edit = relations.editOf(view);
    const removed = relations.redactionOf(target);
    const body = bodyOf(removed === null ? view : { ...view, redacted: removed }, contentWith(view, edit));
    return {
      eventId: target,
      senderId: view.sender,
      senderName: world.member(view.sender).name,
      text: previewOf(body),
    };
  }

  function messageRow(view: EventView, key: string, world: World): MessageItem | null {
    const own = waiting.of(view.id, view.txnId);
    const edit = relations.editOf(view);
    const pendingEdit = own.edits.at(-1);
    const removing = own.redactions.at(-1);
    const removed = relations.redactionOf(view.id) ?? (removing === undefined ? null : { by: world.me });
    const content =
      pendingEdit === undefined ? contentWith(view, edit) : (newContent(pendingEdit.content) ?? view.content);
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
      replyTo: gone ? null : replyPreview(replyTarget(view.content), world),
      reactions: gone ? NONE : relations.reactionsOf(view.id, world.me, own.reactions, waiting.removed),
      mentionsMe: !mine && !gone && mentions(view, content, world),
      readBy: NONE,
      send: removing?.send ?? pendingEdit?.send ?? null,
      can: {
        edit: mine && body.type === "text" && world.permissions.send,
        redact: !gone && (mine ? world.permissions.redactOwn : world.permissions.redactOthers),
        react: !gone && world.permissions.react,
        reply: !gone && body.type !== "undecryptable" && world.permissions.send,
      },
      shield: gone ? null : world.shield(view.id),
    };
  }

  function row(id: string, world: World): TimelineItem | null {
    const cached = rows.get(id);
    if (cached !== undefined && cached.revision === world.revision && !dirty.has(id)) return cached.item;
    dirty.delete(id);
    const view = views.get(id);
    const key = keys.get(id) ?? id;
    let item: TimelineItem | null = null;
    if (view !== undefined) {
      item = view.stateKey === null ? messageRow(view, key, world) : noticeRow(view, key, world);
    }
    // Readers are laid over afterwards: compared and kept without them.
    const kept = cached !== undefined && same(cached.item, item) ? cached.item : item;
    rows.set(id, { revision: world.revision, item: kept });
    return kept;
  }

  function touchTargets(): void {
    for (const id of waiting.targets) {
      touch(id);
      // A reaction that is being taken back shows at its own target.
      const above = views.get(id)?.relation;
      if (above != null) touch(above.target);
    }
  }

  function takePending(pending: readonly PendingView[]): void {
    if (pending === lastPending) return;
    touchTargets();
    lastPending = pending;
    waiting = groupPending(pending, txnEvents);
    touchTargets();
    for (const entry of pending) {
      // The echo may come without the transaction id (another way than the sync): the id still keeps the key.
      if (entry.eventId !== null && !keys.has(entry.eventId)) keys.set(entry.eventId, keyOfTxn(entry.txnId));
    }
  }

  function pendingItems(world: World): TimelineItem[] {
    const next = new Map<string, MessageItem>();
    for (const entry of lastPending) {
      if (entry.kind !== "message" || isKnown(entry)) continue;
      const view = pendingAsView(entry, world.me);
      const item = messageRow(view, keyOfTxn(entry.txnId), world);
      if (item === null) continue;
      const own = waiting.of(view.id, entry.txnId);
      const fresh: MessageItem = {
        ...item,
        eventId: entry.eventId,
        send: entry.send ?? own.edits.at(-1)?.send ?? null,
        can: entry.eventId === null ? { edit: false, redact: false, react: false, reply: false } : item.can,
      };
      const before = pendingRows.get(entry.txnId);
      next.set(entry.txnId, before !== undefined && same(before, fresh) ? before : fresh);
    }
    pendingRows = next;
    return [...next.values()];
  }

  /** An echo takes the place of what was written here as soon as it can be read: neither a hole nor a double. */
  const isKnown = (entry: PendingView): boolean => {
    const echo = views.get(txnEvents.get(entry.txnId) ?? entry.eventId ?? "");
    return echo !== undefined && !echo.decrypting;
  };

  const readRows = new Map<string, { readonly base: MessageItem; readonly item: MessageItem }>();

  /** Lays readers over a message: those at events without a row stand at the row before. */
  function withReaders(base: MessageItem, readers: readonly string[]): MessageItem {
    const readBy = readers.filter((userId) => userId !== base.senderId);
    if (readBy.length === 0) return base;
    const before = readRows.get(base.key);
    if (before !== undefined && before.base === base && same(before.item.readBy, readBy)) return before.item;
    const item = { ...base, readBy };
    readRows.set(base.key, { base, item });
    return item;
  }

  return {
    relations,
    put,
    touch,
    missingReplies: missing,
    view: (eventId) => views.get(eventId),
    eventOfTxn: (txnId) => txnEvents.get(txnId),
    project(places, pending, live, world) {
      takePending(pending);
      const items: TimelineItem[] = [];
      let message = -1;
      let readers: string[] = [];
      const settle = () => {
        const base = items[message];
        if (base?.type === "message" && readers.length > 0) items[message] = withReaders(base, readers);
        readers = [];
      };
      for (const place of places) {
        if (typeof place !== "string") {
          items.push(place);
          continue;
        }
        const item = row(place, world);
        if (item?.type === "message") {
          settle();
          message = items.length;
        }
        if (item !== null) items.push(item);
        const here = world.readers(place);
        if (here.length > 0) readers.push(...here);
      }
      settle();
      if (live) items.push(...pendingItems(world));
      if (items.length === last.length && items.every((item, at) => item === last[at])) return last;
      last = items;
      return items;
    },
  };
}

function contentWith(view: EventView, edit: EventView | null): EventView["content"] {
  return (edit === null ? null : newContent(edit.content)) ?? view.content;
}

function noticeRow(view: EventView, key: string, world: World): NoticeItem | null {
  const notice = noticeOf(view);
  if (notice === null) return null;
  return {
    type: "notice",
    key,
    eventId: view.id,
    ts: view.ts,
    actorId: view.sender,
    actorName: world.member(view.sender).name,
    notice,
  };
}

/** Intentional mentions where the sender's client knows them, else what the push rules found. */
function mentions(view: EventView, content: EventView["content"], world: World): boolean {
  const said = record(view.content, "m.mentions") ?? record(content, "m.mentions");
  if (said === null) return view.highlight;
  const users = said.user_ids;
  if (Array.isArray(users) && users.includes(world.me)) return true;
  return said.room === true && world.mayNotifyRoom(view.sender);
}

function pendingAsView(entry: PendingView, me: string): EventView {
  return {
    id: entry.eventId ?? keyOfTxn(entry.txnId),
    txnId: entry.txnId,
    type: entry.type,
    sender: me,
    ts: entry.ts,
    stateKey: null,
    content: entry.content,
    prevContent: null,
    relation: null,
    redacted: null,
    decrypting: false,
    encrypted: false,
    failure: null,
    highlight: false,
  };
}

interface OwnChanges {
  readonly edits: PendingView[];
  readonly reactions: PendingView[];
  readonly redactions: PendingView[];
}

interface PendingByTarget {
  /** Event ids, and keys of messages that have none. */
  readonly targets: ReadonlySet<string>;
  /** Ids of events that are being taken back. */
  readonly removed: ReadonlySet<string>;
  of(eventId: string, txnId: string | null): OwnChanges;
}

const NO_CHANGES: OwnChanges = { edits: [], reactions: [], redactions: [] };

function groupPending(pending: readonly PendingView[], txnEvents: ReadonlyMap<string, string>): PendingByTarget {
  const groups = new Map<string, { edits: PendingView[]; reactions: PendingView[]; redactions: PendingView[] }>();
  const removed = new Set<string>();
  for (const entry of pending) {
    if (entry.target === null || (entry.send?.state === "failed" && entry.kind !== "edit")) continue;
    const id =
      "eventId" in entry.target
        ? entry.target.eventId
        : (txnEvents.get(entry.target.txnId) ?? keyOfTxn(entry.target.txnId));
    let group = groups.get(id);
    if (group === undefined) {
      group = { edits: [], reactions: [], redactions: [] };
      groups.set(id, group);
    }
    if (entry.kind === "edit") group.edits.push(entry);
    if (entry.kind === "reaction") group.reactions.push(entry);
    if (entry.kind === "redaction") {
      group.redactions.push(entry);
      removed.add(id);
    }
  }
  return {
    targets: new Set(groups.keys()),
    removed,
    of: (eventId, txnId) =>
      groups.get(eventId) ?? (txnId === null ? undefined : groups.get(keyOfTxn(txnId))) ?? NO_CHANGES,
  };
}
