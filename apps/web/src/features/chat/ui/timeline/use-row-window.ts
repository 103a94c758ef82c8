import { type Rect, useVirtualizer, type VirtualItem, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useState } from "react";
import { afterPaint } from "../../../../shared/after-paint.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import type { RoomModel } from "../../model/room-model.ts";
import type { Row } from "../../model/rows.ts";
import { estimated } from "./row-estimate.ts";

/** This close to the end counts as the end. CSS pixels. */
export const endSlack = 48;
/** What is left below the last row. CSS pixels. */
export const belowLast = 8;
/** The strip above the first row where *loading* and failures stand, so that they move nothing. CSS pixels. */
const edgeHeight = 48;

/** So many rows beyond what is in view are drawn, so that a scroll finds them there. */
const around = 6;

export type TimelineVirtualizer = Virtualizer<HTMLDivElement, HTMLDivElement>;

/**
 * The size of the timeline that was seen last: the next one begins with it. To ask for its own would lay out the whole
 * page before a row of it is drawn; the observer corrects it before anything is painted.
 */
let lastSeen: Rect = { width: 800, height: 0 };

/** Tells the size of the element: first what it most likely is, then what it is. */
function observeSize(instance: TimelineVirtualizer, tell: (size: Rect) => void): (() => void) | undefined {
  const element = instance.scrollElement;
  if (element === null) return;
  const look = () => {
    lastSeen = { width: element.clientWidth, height: element.clientHeight };
    tell(lastSeen);
  };
  if (lastSeen.height === 0 || typeof ResizeObserver === "undefined") look();
  else tell(lastSeen);
  if (typeof ResizeObserver === "undefined") return;
  const observer = new ResizeObserver(look);
  observer.observe(element);
  return () => observer.disconnect();
}

/** Whether the first rows have been painted: whoever comes to a room waits for those in view alone. */
function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => afterPaint(() => setSettled(true)), []);
  return settled;
}

/** The rows that are drawn: those in view and a few around them. `reads`: nothing may be followed to the end. */
export function useRowWindow(
  model: RoomModel,
  rows: readonly Row[],
  scroller: RefObject<HTMLDivElement | null>,
  reads: () => boolean,
): TimelineVirtualizer {
  const older = useSignal(model.timeline.older);
  return useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimated(rows[index], lastSeen.width),
    getItemKey: (index) => rows[index]?.key ?? index,
    // What is read stays where it is when rows come before it; at the end the newest stays in view.
    anchorTo: "end",
    followOnAppend: !reads(),
    scrollEndThreshold: reads() ? -1 : endSlack,
    overscan: useSettled() ? around : 1,
    paddingStart: older === "end" ? 0 : edgeHeight,
    paddingEnd: belowLast,
    initialMeasurementsCache: (model.measured as VirtualItem[] | null) ?? [],
    initialOffset: () => 1e6,
    initialRect: lastSeen,
    observeElementRect: observeSize,
  });
}
