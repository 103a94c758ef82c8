import { type ComponentProps, type RefObject, useLayoutEffect, useRef } from "react";
import { cx } from "./cx.ts";

/** How far down each remembered area was scrolled when it was left, as long as the page lives. */
const left = new Map<string, number>();
const most = 200;

/**
 * Scrolls downwards only; keeps the page behind it still. With a `memory` it comes back scrolled as it was left under the
 * same name.
 */
export function ScrollArea({ className, memory, ...rest }: ComponentProps<"div"> & { readonly memory?: string }) {
  const area = useRef<HTMLDivElement>(null);
  useScrollMemory(area, memory);
  return (
    <div
      {...rest}
      ref={area}
      data-scroller=""
      className={cx("min-h-0 flex-1 overflow-y-auto overflow-x-hidden overscroll-contain", className)}
    />
  );
}

/** Lets an area come back scrolled as it was left under the same name. */
export function useScrollMemory(area: RefObject<HTMLElement | null>, memory: string | undefined): void {
  useLayoutEffect(() => {
    const own = area.current;
    if (own === null || memory === undefined) return;
    let at = left.get(memory) ?? 0;
    own.scrollTop = at;
    // Read while it stands: once the area is being removed it has no height to be scrolled in.
    const note = () => {
      if (stopReaching === null) at = own.scrollTop;
    };
    let stopReaching: (() => void) | null = null;
    const reached = () => {
      stopReaching?.();
      stopReaching = null;
    };
    if (own.scrollTop < at) stopReaching = reach(own, at, reached);
    own.addEventListener("scroll", note, { passive: true });
    return () => {
      reached();
      own.removeEventListener("scroll", note);
      left.delete(memory);
      left.set(memory, at);
      for (const name of left.keys()) {
        if (left.size <= most) break;
        left.delete(name);
      }
    };
  }, [area, memory]);
}

const hands = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

/** Goes down as what comes late makes room for it, until it is there or a person takes over. */
function reach(area: HTMLElement, to: number, done: () => void): (() => void) | null {
  if (typeof ResizeObserver === "undefined") return null;
  const growing = new ResizeObserver(() => {
    area.scrollTop = to;
    if (area.scrollTop >= to - 1) done();
  });
  for (const part of area.children) growing.observe(part);
  for (const hand of hands) area.addEventListener(hand, done, { passive: true });
  return () => {
    growing.disconnect();
    for (const hand of hands) area.removeEventListener(hand, done);
  };
}

/** The area in which something is scrolled. */
export const scrollerOf = (inside: Element | null): HTMLElement | null =>
  inside?.closest<HTMLElement>("[data-scroller]") ?? null;
