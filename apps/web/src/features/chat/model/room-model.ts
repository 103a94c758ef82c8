import { type Clock, createScope, effect, type ReadonlySignal, type Scope, signal, untracked } from "@parley/kernel";
import type { Session, Timeline, TimelineItem } from "@parley/matrix";
import { createAbsence } from "./absence.ts";
import { type Composer, createComposer } from "./composer.ts";
import type { Drafts } from "./drafts.ts";
import { createMissed, type Missed } from "./missed.ts";
import { buildRows, firstUnread, isNews, keepRows, type Row } from "./rows.ts";
import { createUnreadAbove } from "./unread-above.ts";
import type { WaitingFiles } from "./waiting-files.ts";

/** A look must last this long before it counts as reading. */
const readAfterMs = 400;

/** With `offset` pixels of the row `key` above the upper edge. */
export type Stood = { readonly at: "row"; readonly key: string; readonly offset: number };

/** Where the reader stood: at the end, or somewhere above. */
export type Position =
  | { readonly at: "end" }
  | Stood
  /** Not seen yet: opens at the line of new messages, else at the end. */
  | { readonly at: "first" };

/** A room as it is read and written: rows, the line of new messages, what was missed, the field below. */
export interface RoomModel {
  readonly roomId: string;
  readonly timeline: Timeline;
  readonly composer: Composer;
  readonly rows: ReadonlySignal<readonly Row[]>;
  /** What came in below what is in view. */
  readonly missed: Pick<Missed, "count" | "more">;
  /** The line of new messages lies before the window's first event. */
  readonly unreadAbove: ReadonlySignal<boolean>;
  /** Kept by the view, so that a room opens as it was left. */
  position: Position;
  /** The view's measured rows, opaque here. */
  measured: unknown;
  /** The view says what it shows: whether the end is in view, and whether anyone can see it. */
  look(sight: { readonly atEnd: boolean; readonly visible: boolean }): void;
  /** Takes the line of new messages away and marks everything read. */
  markRead(): void;
  /** Fetches before, after or in between. Never fails: the edge or the gap says what came of it. */
  fetchOlder(): void;
  fetchNewer(): void;
  fillGap(key: string): void;
  close(): void;
}

export interface RoomPorts {
  readonly clock: Clock;
  readonly drafts: Drafts;
  readonly files: WaitingFiles;
}

const lastEventId = (items: readonly TimelineItem[]): string | null => {
  const last = items.findLast((item) => item.type !== "gap" && item.eventId !== null);
  return last === undefined || last.type === "gap" ? null : last.eventId;
};

/** Where an event stands among the items; -1: it does not. */
const placeOf = (items: readonly TimelineItem[], eventId: string | null): number =>
  eventId === null ? -1 : items.findIndex((item) => item.type !== "gap" && item.eventId === eventId);

/** Has a place in the room. What is not sent yet stands at the end, whatever is put before it. */
const stands = (item: TimelineItem): boolean => item.type === "gap" || item.eventId !== null;

/** What stands after the last item of before, and was not there; nothing when the window moved elsewhere. */
function freshItems(before: readonly TimelineItem[], after: readonly TimelineItem[]): readonly TimelineItem[] {
  if (before.length === 0) return [];
  const lastAt = before.findLastIndex(stands);
  const index = lastAt === -1 ? -1 : after.findIndex((item) => item.key === before[lastAt]?.key);
  if (index === -1 && lastAt !== -1) return [];
  const waiting = new Set(before.slice(lastAt + 1).map((item) => item.key));
  return after.slice(index + 1).filter((item) => !waiting.has(item.key));
}

/** Whether a message says other words now: its edit is read with it. */
function isReworded(before: readonly TimelineItem[], after: readonly TimelineItem[]): boolean {
  const said = new Map(before.map((item) => [item.key, item]));
  return after.some((item) => {
    const then = said.get(item.key);
    return item.type === "message" && item.edited && then?.type === "message" && then.body !== item.body;
  });
}

/** For work whose failure stands in a signal that the view shows: there it is handled. */
function shownElsewhere(work: Promise<void>): void {
  work.catch(() => {});
}

/** Marks the room read once what is new has been looked at long enough. */
function createReading(timeline: Timeline, clock: Clock, scope: Scope) {
  let marked: string | null = null;
  /** There is something to read that is no row: a mark to come back to, or other words in a row. */
  let isDue = false;
  let present = false;
  let cancel: (() => void) | null = null;
  scope.onEnd(() => cancel?.());
  return {
    /** Whether somebody has the room before their eyes: it may have been marked, so that they come back to it. */
    watched(visible: boolean): boolean {
      if (visible && !present) isDue = true;
      present = visible;
      return visible;
    },
    /** What was marked last, so that its echo is not taken for reading elsewhere. */
    marked: () => marked,
    now() {
      cancel?.();
      cancel = null;
      const last = lastEventId(timeline.items.peek());
      if (last === null || timeline.newer.peek() !== "end") return;
      marked = last;
      isDue = false;
      timeline.markRead().catch(() => {
        // Nothing is lost: the next look marks again.
        if (marked === last) marked = null;
      });
    },
    soon(isMore = false) {
      isDue ||= isMore;
      if (cancel !== null || (!isDue && lastEventId(timeline.items.peek()) === marked)) return;
      cancel = clock.after(readAfterMs, () => this.now());
    },
    not() {
      cancel?.();
      cancel = null;
    },
  };
}

/** The field of a room. */
function openComposer(session: Session, timeline: Timeline, ports: RoomPorts, scope: Scope): Composer {
  const { clock, drafts, files } = ports;
  const details = session.rooms.details(timeline.roomId);
  const members = session.rooms.members(timeline.roomId);
  // Not known is not no: then the homeserver decides.
  const mayTellAll = () => details.peek()?.permissions.notifyRoom ?? true;
  const ownUserId = session.account.userId;
  return createComposer(timeline, { clock, drafts, files, ownUserId, members, mayTellAll }, scope);
}

/** Opens a room for reading and writing. Ends with `close`. Throws MATRIX_NOT_FOUND when the room is not known. */
export function createRoomModel(session: Session, roomId: string, ports: RoomPorts): RoomModel {
  const scope = createScope();
  const timeline = session.openTimeline(roomId);
  scope.onEnd(() => timeline.close());
  const reading = createReading(timeline, ports.clock, scope);
  const isAbsent = createAbsence(session, ports.clock, scope);
  const composer = openComposer(session, timeline, ports, scope);

  const rows = signal<readonly Row[]>([]);
  const missed = createMissed(session, roomId);
  const unreadAbove = signal(false);
  const breaks = new Set<string>();
  let items: readonly TimelineItem[] = [];
  let fromStart = false;
  let awaitsOlder = true;
  let marker: string | null = null;
  let newAfter: string | null = null;
  const above = createUnreadAbove();
  let seenUpTo: string | null = null;
  let looking = false;
  /** Someone has the room before their eyes, wherever in it they are. */
  let present = false;
  /** The window ends with the room: what is appended has just arrived. */
  let live = timeline.newer.peek() === "end";

  const draw = () => {
    rows.value = keepRows(rows.peek(), buildRows({ items, fromStart, newAfter, awaitsOlder, breaks }));
    unreadAbove.value = above.look({ items, live, fromStart }, newAfter);
  };

  /** What arrived while nobody looked is new from here on; what arrived under one's eyes is not. */
  const arrive = (fresh: readonly TimelineItem[], hadLine: boolean) => {
    const messages = fresh.filter((item) => item.type === "message");
    if (messages.some((item) => item.mine)) newAfter = null;
    const others = messages.filter(isNews).length;
    if (others === 0) return;
    // What comes with the first answers after an absence, or behind a gap, nobody has seen come.
    if (looking && !isAbsent() && !fresh.some((item) => item.type === "gap")) {
      if (!hadLine) newAfter = null;
      return;
    }
    missed.look(items, seenUpTo, others);
    // Under one's eyes a line stays where it is; who was away finds it above what is new since.
    if ((!hadLine || !present) && seenUpTo !== null) newAfter = seenUpTo;
  };

  const absorb = (next: readonly TimelineItem[], start: boolean, readUpTo: string | null) => {
    const before = items;
    const hadLine = firstUnread(before, newAfter) !== -1;
    const isElsewhere = readUpTo !== marker && readUpTo !== reading.marked();
    if (readUpTo !== marker) {
      marker = readUpTo;
      if (isElsewhere) {
        newAfter = readUpTo;
        above.forget();
      }
    }
    const first = before[0];
    if (first !== undefined && next[0]?.key !== first.key && next.some((item) => item.key === first.key)) {
      breaks.add(first.key);
    }
    items = next;
    // What was read on another device has been seen, too.
    if (isElsewhere && placeOf(next, readUpTo) > placeOf(next, seenUpTo)) seenUpTo = readUpTo;
    fromStart = start;
    // What cannot be had now is not waited for.
    awaitsOlder = !start && timeline.older.peek() !== "failed";
    if (live) arrive(freshItems(before, next), hadLine);
    live = timeline.newer.peek() === "end";
    if (looking) {
      seenUpTo = lastEventId(items);
      reading.soon(isReworded(before, next));
    } else if (before.length === 0) seenUpTo = readUpTo;
    if (live && !looking) missed.look(items, seenUpTo);
    draw();
  };

  scope.onEnd(
    effect(() => {
      const next = timeline.items.value;
      const start = timeline.older.value === "end";
      const readUpTo = timeline.readUpTo.value;
      timeline.newer.value;
      untracked(() => absorb(next, start, readUpTo));
    }),
  );

  return {
    roomId,
    timeline,
    composer,
    rows,
    missed,
    unreadAbove,
    position: { at: "first" },
    measured: null,
    look({ atEnd, visible }) {
      present = reading.watched(visible);
      looking = atEnd && visible && timeline.newer.peek() === "end";
      if (!looking) {
        reading.not();
        return;
      }
      missed.none();
      seenUpTo = lastEventId(items);
      reading.soon();
    },
    markRead() {
      newAfter = null;
      missed.none();
      reading.now();
      draw();
    },
    fetchOlder: () => shownElsewhere(timeline.loadOlder()),
    fetchNewer: () => shownElsewhere(timeline.loadNewer()),
    fillGap: (key) => shownElsewhere(timeline.fillGap(key)),
    close: () => scope.end(),
  };
}
