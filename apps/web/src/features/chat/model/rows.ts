import type { CallItem, GapItem, MessageItem, NoticeItem, TimelineItem, UndecryptableReason } from "@parley/matrix";

/** Messages of one person this close to each other form a group. */
const groupMs = 5 * 60_000;
/** Who goes on and on is named again at each such part of the clock. */
const againMs = 15 * 60_000;

/** One line of the timeline, as it is drawn. */
export type Row =
  /** The room begins here. */
  | { readonly kind: "start"; readonly key: string }
  /** `unread`: the line of new messages stands at the same place. */
  | { readonly kind: "day"; readonly key: string; readonly ts: number; readonly unread: boolean }
  | { readonly kind: "new"; readonly key: string }
  /** `head`: shows who and when. `doubt`: says how far its sender is proven, when that is not in full. */
  | {
      readonly kind: "message";
      readonly key: string;
      readonly item: MessageItem;
      readonly head: boolean;
      readonly doubt: boolean;
    }
  | { readonly kind: "notices"; readonly key: string; readonly items: readonly NoticeItem[] }
  | { readonly kind: "call"; readonly key: string; readonly item: CallItem }
  /** Several messages in a row that cannot be read, all for one reason. */
  | {
      readonly kind: "locked";
      readonly key: string;
      readonly reason: UndecryptableReason;
      readonly items: readonly MessageItem[];
    }
  | { readonly kind: "gap"; readonly key: string; readonly item: GapItem };

export interface RowsInput {
  readonly items: readonly TimelineItem[];
  /** The room's beginning is in the window: nothing older can come. */
  readonly fromStart: boolean;
  /** The last event that was read; the line of new messages follows it. Null: no line. */
  readonly newAfter: string | null;
  /**
   * Older items come before these by themselves. Until they do it is not known whether the first message begins a group or
   * goes on with one: it waits for them, so that messages look the same whatever was loaded first, and nothing that is
   * being read changes its height.
   */
  readonly awaitsOlder: boolean;
  /** Keys of items that stood first when older ones were put before them: a line that several share begins there. */
  readonly breaks: ReadonlySet<string>;
}

/** The calendar day of a time, in the reader's zone. */
const dayOf = (ts: number): string => {
  const date = new Date(ts);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
};

/**
 * A message of someone else that is new to whoever has not seen it: a deleted one is nothing to read. So is a call for
 * who was called.
 */
export const isNews = (item: TimelineItem): boolean =>
  item.type === "call"
    ? item.rings && !item.mine
    : item.type === "message" && !item.mine && item.body.type !== "redacted";

/** Where the line of new messages stands: the index of the first unread message of someone else, or -1. */
export function firstUnread(items: readonly TimelineItem[], newAfter: string | null): number {
  if (newAfter === null) return -1;
  const read = items.findIndex((item) => item.type !== "gap" && item.eventId === newAfter);
  if (read === -1) return -1;
  return items.findIndex((item, index) => index > read && isNews(item));
}

/** What making a room consists of, beside its creation: told as one thing. */
const founding = new Set(["joined", "encrypted", "room-name", "topic", "room-avatar", "permissions"]);

/** What its creator changes later than this after the creation is news. */
const foundingMs = 60_000;

/** The notices right after a room's creation that only say how its creator made it. */
function foundingNotices(items: readonly TimelineItem[]): ReadonlySet<TimelineItem> {
  const [first] = items;
  if (first?.type !== "notice" || first.notice.kind !== "created") return new Set();
  const end = items.findIndex(
    (item, index) =>
      index > 0 &&
      !(
        item.type === "notice" &&
        item.actorId === first.actorId &&
        item.ts - first.ts <= foundingMs &&
        founding.has(item.notice.kind)
      ),
  );
  return new Set(items.slice(1, end === -1 ? undefined : end));
}

/** Items to rows, oldest first. Keys survive what is added before and after. */
export function buildRows({ items, fromStart, newAfter, awaitsOlder, breaks }: RowsInput): readonly Row[] {
  const rows: Row[] = fromStart ? [{ kind: "start", key: "start" }] : [];
  const unreadAt = firstUnread(items, newAfter);
  let day: string | null = null;
  let group: MessageItem | null = null;
  let run: { key: string; items: NoticeItem[] } | null = null;
  let locked: LockedRun | null = null;

  const endRun = () => {
    if (run !== null) rows.push({ kind: "notices", ...run });
    run = null;
    if (locked !== null) rows.push(lockedRow(locked));
    locked = null;
  };

  const dropped = foundingNotices(items);
  let before: MessageItem | null = null;
  /** A doubt that many messages in a row share is said at the first of them. */
  const isNewDoubt = (item: MessageItem): boolean => {
    const same = before !== null && sharesDoubt(before, item);
    before = item;
    return item.shield !== null && !same;
  };
  items.forEach((item, index) => {
    if (dropped.has(item)) return;
    if (item.type === "gap") {
      endRun();
      group = null;
      rows.push({ kind: "gap", key: item.key, item });
      return;
    }
    const reason = lockedReason(item);
    if (item.type === "message" && reason !== null && index !== unreadAt && locked?.reason === reason) {
      // Days say nothing about what cannot be read: the next line that can has its own.
      locked.items.push(item);
      return;
    }
    const itemDay = dayOf(item.ts);
    // The first line of the window has no divider until the room's beginning is known: older events of the same day
    // would take it away again from under the reader.
    const newDay = itemDay !== day && (day !== null || fromStart);
    day = itemDay;
    const unread = index === unreadAt;
    if (newDay || unread) {
      endRun();
      group = null;
    } else if (breaks.has(item.key)) endRun();
    if (newDay) rows.push({ kind: "day", key: `day ${item.key}`, ts: item.ts, unread });
    else if (unread) rows.push({ kind: "new", key: "new" });

    if (item.type === "notice") {
      group = null;
      if (run === null) run = { key: item.key, items: [] };
      run.items.push(item);
      return;
    }
    endRun();
    if (item.type === "call") {
      group = null;
      rows.push({ kind: "call", key: item.key, item });
      return;
    }
    const head = !joins(group, item);
    if (index === 0 && awaitsOlder && items.length > 1) {
      group = reason === null ? item : null;
      isNewDoubt(item);
      return;
    }
    if (reason !== null) {
      locked = { reason, head, items: [item] };
      group = null;
      return;
    }
    group = item;
    rows.push({ kind: "message", key: item.key, item, head, doubt: isNewDoubt(item) });
  });
  endRun();
  return rows;
}

interface LockedRun {
  readonly reason: UndecryptableReason;
  readonly head: boolean;
  readonly items: MessageItem[];
}

const lockedReason = (item: TimelineItem): UndecryptableReason | null =>
  item.type === "message" && item.body.type === "undecryptable" ? item.body.reason : null;

/** The key is the last one's: older ones that are loaded join the line that stands. */
function lockedRow({ reason, head, items }: LockedRun): Row {
  const last = items.at(-1);
  if (items.length === 1 && last !== undefined) {
    return { kind: "message", key: last.key, item: last, head, doubt: true };
  }
  return { kind: "locked", key: `locked ${last?.key ?? ""}`, reason, items };
}

/**
 * Keys that came with shared history or from a backup are a fact of that history; other doubts are of one sender. What
 * was not encrypted is said of each: who could write one such message in anyone's name could write the next.
 */
const sharesDoubt = (before: MessageItem, item: MessageItem): boolean =>
  item.shield?.reason !== "not-encrypted" &&
  before.shield?.colour === item.shield?.colour &&
  before.shield?.reason === item.shield?.reason &&
  (item.shield?.reason === "authenticity-not-guaranteed" || before.senderId === item.senderId);

/** The index of the row in which an item is drawn, or -1. */
export function rowOf(rows: readonly Row[], key: string): number {
  return rows.findIndex((row) => row.key === key || ("items" in row && row.items.some((item) => item.key === key)));
}

/** Decided by the two alone: a group does not depend on where the window begins. */
function joins(group: MessageItem | null, item: MessageItem): boolean {
  return (
    group !== null &&
    group.senderId === item.senderId &&
    group.senderName === item.senderName &&
    item.replyTo === null &&
    Math.abs(item.ts - group.ts) < groupMs &&
    Math.floor(item.ts / againMs) === Math.floor(group.ts / againMs)
  );
}

/** Whether two rows are drawn alike, so that the old one can stay. */
function sameRow(a: Row, b: Row): boolean {
  if (a.kind !== b.kind || a.key !== b.key) return false;
  if (a.kind === "message" && b.kind === "message") {
    return a.item === b.item && a.head === b.head && a.doubt === b.doubt;
  }
  if (a.kind === "gap" && b.kind === "gap") return a.item === b.item;
  if (a.kind === "call" && b.kind === "call") return a.item === b.item;
  if (a.kind === "day" && b.kind === "day") return a.ts === b.ts && a.unread === b.unread;
  if ("items" in a && "items" in b) {
    const { items } = b;
    return a.items.length === items.length && a.items.every((item, index) => item === items[index]);
  }
  return true;
}

/** Puts the rows of before in the place of those that have not changed, so that drawing them again costs nothing. */
export function keepRows(before: readonly Row[], after: readonly Row[]): readonly Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return after.map((row) => {
    const old = known.get(row.key);
    return old !== undefined && sameRow(old, row) ? old : row;
  });
}
