import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { afterPaint } from "../../../../shared/after-paint.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { createGapFiller } from "../../model/gap-filler.ts";
import type { RoomModel, Stood } from "../../model/room-model.ts";
import { type Row, rowOf } from "../../model/rows.ts";
import { type Aim, useAim } from "./use-aim.ts";
import { useReading } from "./use-reading.ts";
import { belowLast, endSlack, type TimelineVirtualizer, useRowWindow } from "./use-row-window.ts";

/** Older messages are fetched this many viewports before their edge comes into view. */
const ahead = 1.5;
/** The line of new messages opens at this part of the height. */
const lineAt = 0.25;
/** The first new message of the line that was last in view: no way is offered to what was seen. */
const seenLines = new WeakMap<RoomModel, string>();

const isLine = (row: Row): boolean => row.kind === "new" || (row.kind === "day" && row.unread);

/** Where a room opens: as it was left, at the line of new messages that were not seen, or at the end. */
function openingAim({ position, missed }: RoomModel, rows: readonly Row[], height: number): Aim {
  if (position.at === "row" && rows.some((row) => row.key === position.key)) {
    return { key: position.key, below: -position.offset };
  }
  const line = position.at === "first" || missed.count.peek() > 0 ? rows.find(isLine) : undefined;
  return line === undefined ? "end" : { key: line.key, below: height * lineAt };
}

/** Whether the reader stood at the end, and nothing newer is left to load. */
const readsEnd = ({ position, timeline }: RoomModel): boolean =>
  position.at === "end" && timeline.newer.peek() === "end";

/** Whether the line of new messages lies above what is in view and was never in view; remembers that it was. */
function missesLine(model: RoomModel, virtualizer: TimelineVirtualizer, offset: number, height: number): boolean {
  const rows = model.rows.peek();
  const line = rows.findIndex(isLine);
  const top = virtualizer.measurementsCache[line]?.start;
  const firstNew = rows[line + 1]?.key;
  if (top === undefined || firstNew === undefined) return model.unreadAbove.peek();
  if (top >= offset && top < offset + height) seenLines.set(model, firstNew);
  return top < offset && seenLines.get(model) !== firstNew;
}

const isRow = (model: RoomModel, key: string): boolean => rowOf(model.rows.peek(), key) !== -1;

/** Keeps where the reader stands. CSS pixels. */
function note(model: RoomModel, virtualizer: TimelineVirtualizer, offset: number): void {
  const first = virtualizer.getVirtualItemForOffset(offset);
  if (first !== undefined) model.position = { at: "row", key: String(first.key), offset: offset - first.start };
}

function standAt(model: RoomModel, position: Stood, begins: () => void, take: (aim: Aim) => void): true {
  begins();
  take({ key: position.key, below: -position.offset });
  model.position = position;
  return true;
}

export interface TimelineScroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly virtualizer: TimelineVirtualizer;
  /** The end is in view, and nothing newer is left to load. */
  readonly atEnd: boolean;
  /** The line of new messages lies above what is in view, and has not been in view. */
  readonly unreadAbove: boolean;
  readonly onScroll: () => void;
  toEnd(): void;
  /** Another place is about to be shown: what is added until then must not be followed. */
  leaveEnd(): void;
  /** The place that was led to has been looked at, or there is none: the end is left no more if it is in view. */
  arrived(): void;
  /** Brings a row into the middle and holds it there until it stands; false when it is not among the rows. */
  show(key: string): boolean;
  /** Stands again where someone stood; false when that is not among the rows. */
  stand(position: Stood): boolean;
  /** Brings the line of new messages into view, fetching what is around it. Rejects when it cannot be had. */
  toUnread(): Promise<void>;
  /** Brings a row into view; false when it is not among the rows. */
  toRow(key: string, align?: "start" | "center" | "auto"): boolean;
}

/** Looks again when the page comes before someone's eyes, or goes. */
function useWatchfulness(look: () => void): void {
  useEffect(() => {
    const events = ["focus", "blur"] as const;
    for (const name of events) window.addEventListener(name, look);
    document.addEventListener("visibilitychange", look);
    return () => {
      for (const name of events) window.removeEventListener(name, look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [look]);
}

/** Hears of each change of the element's size. */
function useResize(scroller: RefObject<HTMLElement | null>, resized: () => void): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(resized);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, resized]);
}

/** Fetches what comes before or after once its edge is near. Offsets and heights in CSS pixels. */
function fetchAhead(model: RoomModel, offset: number, rest: number, height: number): void {
  if (offset < height * ahead && model.timeline.older.peek() === "more") model.fetchOlder();
  if (rest < height * ahead && model.timeline.newer.peek() === "more") model.fetchNewer();
}

/** Fetches what comes before and after, and into the gaps in view, once what is in view has been painted. */
function useFetches(model: RoomModel, virtualizer: TimelineVirtualizer) {
  const [gaps] = useState(() => createGapFiller((key) => model.fillGap(key)));
  const painted = useRef(false);
  const fetchAround = useCallback(
    (offset: number, rest: number, height: number) => {
      if (!painted.current) return;
      fetchAhead(model, offset, rest, height);
      const inView = virtualizer.getVirtualItems().flatMap(({ index, start, end }) => {
        const row = model.rows.peek()[index];
        return row?.kind === "gap" && start < offset + height && end > offset ? [row.item] : [];
      });
      gaps.look(inView);
    },
    [gaps, model, virtualizer],
  );
  return { painted, fetchAround };
}

/** Looks again when what is in view has been painted: a request before that, and what it brings, would hold it up. */
function useOncePainted(painted: RefObject<boolean>, look: () => void): void {
  useEffect(
    () =>
      afterPaint(() => {
        painted.current = true;
        look();
      }),
    [painted, look],
  );
}

/** Windowing, anchoring, fetching at the edges, and where the reader stands. */
export function useTimelineScroll(model: RoomModel): TimelineScroll {
  const rows = useSignal(model.rows);
  const older = useSignal(model.timeline.older);
  const newer = useSignal(model.timeline.newer);
  const scroller = useRef<HTMLDivElement | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [unreadAbove, setUnreadAbove] = useState(false);
  const settled = useRef(false);
  const readingChanged = useRef(() => {});
  const { reads, begins, leads, ends, rests, moved } = useReading(scroller, endSlack, readingChanged);
  const virtualizer = useRowWindow(model, rows, scroller, reads);
  const { painted, fetchAround } = useFetches(model, virtualizer);
  const { aim, holds, take, again, release, scrolled } = useAim(scroller, virtualizer, rows);

  const look = useCallback(() => {
    const element = scroller.current;
    if (!settled.current || element === null) return;
    // From the element itself: the windowing hears of a scroll only after this.
    const { scrollTop: offset, clientHeight: height, scrollHeight } = element;
    const rest = scrollHeight - offset - height;
    const end = rest <= endSlack && model.timeline.newer.peek() === "end" && !reads();
    // Who reads above the end is not led along by it, and needs no way to what is in view.
    setAtEnd(end || (rest <= belowLast && model.timeline.newer.peek() === "end"));
    model.look({ atEnd: end, visible: document.visibilityState === "visible" && document.hasFocus() });
    setUnreadAbove(missesLine(model, virtualizer, offset, height));
    if (end) model.position = { at: "end" };
    // While a place is being reached, what is passed on the way is not where the reader stands.
    else if (!holds()) note(model, virtualizer, offset);
    fetchAround(offset, rest, height);
  }, [virtualizer, model, holds, reads, fetchAround]);
  readingChanged.current = () => {
    if (reads()) release();
    look();
  };

  useLayoutEffect(() => {
    if (settled.current || rows.length === 0) return;
    settled.current = true;
    // Someone has been led to another place already.
    if (!reads()) take(openingAim(model, rows, scroller.current?.clientHeight ?? 0));
    look();
  }, [rows, model, take, look, reads]);

  // A message that is read only now may be higher than it was: who reads the end goes on reading it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: run for each change of rows
  useLayoutEffect(() => {
    if (settled.current && !holds() && readsEnd(model)) take("end");
  }, [rows, model, holds, take]);

  const onScroll = useCallback(() => {
    scrolled();
    moved();
    look();
  }, [scrolled, moved, look]);

  // Rows, their heights or edges changed: what is in view, and what to fetch, may be another thing now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: run for each change of these
  useEffect(look, [look, rows, virtualizer.getTotalSize(), older, newer, aim]);

  useOncePainted(painted, look);
  // The field below grows, a keyboard opens: who reads the end goes on reading it.
  const resized = useCallback(() => {
    if (holds()) again();
    else if (model.position.at === "end") virtualizer.scrollToEnd();
    look();
  }, [virtualizer, model, look, holds, again]);
  useResize(scroller, resized);

  useWatchfulness(look);
  useEffect(
    () => () => {
      model.measured = virtualizer.takeSnapshot();
      model.look({ atEnd: false, visible: false });
    },
    [virtualizer, model],
  );

  return {
    scroller,
    virtualizer,
    atEnd,
    unreadAbove,
    onScroll,
    toEnd() {
      ends();
      take("end");
    },
    leaveEnd: leads,
    arrived: rests,
    async toUnread() {
      begins();
      const find = () => model.rows.peek().find(isLine);
      const readUpTo = model.timeline.readUpTo.peek();
      if (find() === undefined && readUpTo !== null) {
        await model.timeline.jumpTo(readUpTo);
        // The window is another one now: let it be drawn before it is scrolled.
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      const line = find();
      // What was read last is followed by nothing new: then there is no way to offer.
      if (line === undefined) model.markRead();
      else take({ key: line.key, below: (scroller.current?.clientHeight ?? 0) * lineAt });
    },
    show(key) {
      if (!isRow(model, key)) return false;
      take({ key, below: "middle" });
      note(model, virtualizer, scroller.current?.scrollTop ?? 0);
      return true;
    },
    stand: (position) => isRow(model, position.key) && standAt(model, position, begins, take),
    toRow(key, align = "center") {
      const index = rowOf(model.rows.peek(), key);
      if (index === -1) return false;
      release();
      virtualizer.scrollToIndex(index, { align });
      return true;
    },
  };
}
