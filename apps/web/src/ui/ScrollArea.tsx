import { type ComponentProps, useLayoutEffect, useRef } from "react";
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
  useLayoutEffect(() => {
    const own = area.current;
    if (own === null || memory === undefined) return;
    own.scrollTop = left.get(memory) ?? 0;
    let at = own.scrollTop;
    // Read while it stands: once the area is being removed it has no height to be scrolled in.
    const note = () => {
      at = own.scrollTop;
    };
    own.addEventListener("scroll", note, { passive: true });
    return () => {
      own.removeEventListener("scroll", note);
      left.delete(memory);
      left.set(memory, at);
      for (const name of left.keys()) {
        if (left.size <= most) break;
        left.delete(name);
      }
    };
  }, [memory]);
  return (
    <div
      {...rest}
      ref={area}
      data-scroller=""
      className={cx("min-h-0 flex-1 overflow-y-auto overflow-x-hidden overscroll-contain", className)}
    />
  );
}

/** The area in which something is scrolled. */
export const scrollerOf = (inside: Element | null): HTMLElement | null =>
  inside?.closest<HTMLElement>("[data-scroller]") ?? null;
