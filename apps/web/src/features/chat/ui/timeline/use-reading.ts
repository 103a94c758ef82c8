import { type RefObject, useCallback, useContext, useEffect, useRef } from "react";
import { ChatWorldContext } from "../world.ts";

const upwards = new Set(["PageUp", "ArrowUp", "Home"]);
const downwards = new Set(["PageDown", "ArrowDown", "End"]);
/** A wheel that has moved nothing by then was meant for something else. */
const noticedMs = 300;
/** Less than this is a finger that rests. CSS pixels. */
const slack = 4;

const restBelow = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number =>
  scrollHeight - scrollTop - clientHeight;

const isField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;

export interface Reading {
  /** Someone has begun to move up: what arrives must not pull them to the end. */
  reads(): boolean;
  /** Another place was asked for. */
  begins(): void;
  /** Another place is being looked for: until it has been reached no scroll but someone's own comes back to the end. */
  leads(): void;
  /** The end was asked for. */
  ends(): void;
  /** Another place has been reached, or there is none: who sees the end from there reads it. */
  rests(): void;
  /** The element was scrolled. */
  moved(): void;
}

/**
 * Notes that someone moves up, from the first key, wheel or finger on: a scroll takes a while to leave the end, and in a
 * busy room a message comes before that. Ends when they come back to the end by themselves.
 */
export function useReading(
  scroller: RefObject<HTMLElement | null>,
  endSlack: number,
  begun: RefObject<() => void>,
): Reading {
  const { clock } = useContext(ChatWorldContext);
  const reading = useRef(false);
  const led = useRef(false);
  const top = useRef(0);

  const begins = useCallback(() => {
    if (reading.current) return;
    reading.current = true;
    // A scroll to the end from before is told of after this: it is nobody's coming back.
    top.current = scroller.current?.scrollTop ?? top.current;
    begun.current();
  }, [begun, scroller]);
  const begin = useCallback(() => {
    if ((scroller.current?.scrollTop ?? 0) > 0) begins();
  }, [scroller, begins]);
  const leads = useCallback(() => {
    led.current = true;
    begins();
  }, [begins]);
  const ends = useCallback(() => {
    led.current = false;
    if (!reading.current) return;
    reading.current = false;
    begun.current();
  }, [begun]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let finger = 0;
    let cancel: (() => void) | null = null;
    const onKey = (event: KeyboardEvent) => {
      const { target, key } = event;
      const here = target === document.body || (target instanceof Node && element.contains(target));
      if (!here || isField(target) || event.altKey || event.ctrlKey || event.metaKey) return;
      if (upwards.has(key) || (key === " " && event.shiftKey)) begin();
      else if (downwards.has(key) && restBelow(element) <= slack) ends();
    };
    const onWheel = (event: WheelEvent) => {
      if (event.deltaY >= 0 || event.ctrlKey) return;
      const before = element.scrollTop;
      begin();
      cancel?.();
      cancel = clock.after(noticedMs, () => {
        if (element.scrollTop >= before && restBelow(element) <= endSlack) ends();
      });
    };
    const onTouchStart = (event: TouchEvent) => {
      finger = event.touches[0]?.clientY ?? 0;
    };
    const onTouchMove = (event: TouchEvent) => {
      if ((event.touches[0]?.clientY ?? 0) > finger + slack) begin();
    };
    const onFocusOut = (event: FocusEvent) => {
      const to = event.relatedTarget;
      // Who goes to write has come back, if the end is in view.
      if (to instanceof Node && !element.contains(to) && isField(to) && restBelow(element) <= endSlack) ends();
    };
    window.addEventListener("keydown", onKey, true);
    element.addEventListener("wheel", onWheel, { passive: true });
    element.addEventListener("touchstart", onTouchStart, { passive: true });
    element.addEventListener("touchmove", onTouchMove, { passive: true });
    element.addEventListener("focusout", onFocusOut);
    return () => {
      cancel?.();
      window.removeEventListener("keydown", onKey, true);
      element.removeEventListener("wheel", onWheel);
      element.removeEventListener("touchstart", onTouchStart);
      element.removeEventListener("touchmove", onTouchMove);
      element.removeEventListener("focusout", onFocusOut);
    };
  }, [scroller, clock, endSlack, begin, ends]);

  const moved = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const down = element.scrollTop > top.current;
    top.current = element.scrollTop;
    // The timeline scrolls itself to its end as it opens, and as pictures come.
    if (down && !led.current && restBelow(element) <= endSlack) ends();
  }, [scroller, endSlack, ends]);
  const rests = useCallback(() => {
    led.current = false;
    if (scroller.current !== null && restBelow(scroller.current) <= endSlack) ends();
  }, [scroller, endSlack, ends]);
  const reads = useCallback(() => reading.current, []);
  return { reads, begins, leads, ends, rests, moved };
}
