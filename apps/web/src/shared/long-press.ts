import type { Clock } from "@parley/kernel";
import { type PointerEvent, useEffect, useRef } from "react";

/** How long a finger rests until that means something. */
export const longPressMs = 450;
/** A finger that moves this far scrolls. CSS pixels. */
export const slack = 10;

/** What a finger sends when it is lifted, besides its own events. */
const ofRelease = ["mousedown", "mouseup", "click"] as const;

/**
 * Keeps the lift of the finger that opened a layer from pressing what has appeared under it: until the next press,
 * nothing that comes of a pointer gets through. Keys and assistive technology (no detail) do. Returns the way to stop.
 */
export function ignoreRelease(): () => void {
  const swallow = (event: MouseEvent) => {
    if (event.type === "click" && event.detail === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  // Without its default, a touch makes no mouse events at all.
  const lift = (event: TouchEvent) => {
    if (event.cancelable) event.preventDefault();
  };
  const stop = () => {
    for (const name of ofRelease) window.removeEventListener(name, swallow, true);
    window.removeEventListener("touchend", lift, true);
    window.removeEventListener("pointerdown", stop, true);
  };
  for (const name of ofRelease) window.addEventListener(name, swallow, true);
  window.addEventListener("touchend", lift, { capture: true, passive: false });
  window.addEventListener("pointerdown", stop, true);
  return stop;
}

/** Answers whether it has opened something. `at`: CSS pixels of the window. */
export type OnLongPress = (on: Element, at: { readonly x: number; readonly y: number }) => boolean;

/** Hears of a finger that rests on something within an element. */
export function useLongPress(clock: Clock, onLongPress: OnLongPress) {
  const pressing = useRef<{ readonly x: number; readonly y: number; readonly cancel: () => void } | null>(null);
  const listening = useRef<(() => void) | null>(null);
  const release = () => {
    pressing.current?.cancel();
    pressing.current = null;
  };
  useEffect(
    () => () => {
      pressing.current?.cancel();
      listening.current?.();
    },
    [],
  );
  return {
    onPointerDown({ pointerType, target, currentTarget, clientX: x, clientY: y }: PointerEvent) {
      if (pointerType === "mouse" || !(target instanceof Element) || !currentTarget.contains(target)) return;
      release();
      const open = () => {
        if (!onLongPress(target, { x, y })) return;
        listening.current?.();
        listening.current = ignoreRelease();
      };
      pressing.current = { x, y, cancel: clock.after(longPressMs, open) };
    },
    onPointerMove({ clientX, clientY }: PointerEvent) {
      const start = pressing.current;
      if (start !== null && Math.hypot(clientX - start.x, clientY - start.y) > slack) release();
    },
    onPointerUp: release,
    onPointerCancel: release,
  };
}
