import { useVirtualizer, type VirtualItem, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
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

export type TimelineVirtualizer = Virtualizer<HTMLDivElement, HTMLDivElement>;

/** The rows that are drawn: those in view and a few around them. `reads`: nothing may be followed to the end. */
export function useRowWindow(
  model: RoomModel,
  rows: readonly Row[],
  scroller: RefObject<HTMLDivElement | null>,
  reads: () => boolean,
): TimelineVirtualizer {
  const older = useSignal(model.timeline.older);
  /** Read when it changes: to ask the element for each row would lay the page out again and again. */
  const width = useRef(800);
  useLayoutEffect(() => {
    width.current = scroller.current?.clientWidth ?? 800;
  }, [scroller]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => {
      width.current = element.clientWidth;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimated(rows[index], width.current),
    getItemKey: (index) => rows[index]?.key ?? index,
    // What is read stays where it is when rows come before it; at the end the newest stays in view.
    anchorTo: "end",
    followOnAppend: !reads(),
    scrollEndThreshold: reads() ? -1 : endSlack,
    overscan: 6,
    paddingStart: older === "end" ? 0 : edgeHeight,
    paddingEnd: belowLast,
    initialMeasurementsCache: (model.measured as VirtualItem[] | null) ?? [],
    initialOffset: () => 1e6,
  });
}
