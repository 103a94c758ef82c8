import { type FocusEvent, type PointerEvent, useContext, useEffect, useRef, useState } from "react";
import { notePress } from "../../../../shared/known-press.ts";
import { ignoreRelease, longPressMs, slack } from "../../../../shared/long-press.ts";
import { ChatWorldContext } from "../world.ts";

/** Whether a pointer or the focus is on an element, layers that opened from it included; and long presses on it. */
export function useEngaged(onLongPress: () => void) {
  const { clock } = useContext(ChatWorldContext);
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const leaving = useRef<(() => void) | null>(null);
  const pressing = useRef<{ readonly x: number; readonly y: number; readonly cancel: () => void } | null>(null);
  const listening = useRef<(() => void) | null>(null);
  /** A finger opened the layer: the focus that moves there and back is not that of someone at a keyboard. */
  const byFinger = useRef(false);
  const release = () => {
    pressing.current?.cancel();
    pressing.current = null;
  };
  useEffect(
    () => () => {
      leaving.current?.();
      pressing.current?.cancel();
      listening.current?.();
    },
    [],
  );
  return {
    engaged: hovered || focused,
    props: {
      onPointerEnter: (event: PointerEvent) => {
        if (event.pointerType === "mouse") setHovered(true);
      },
      onPointerLeave: () => setHovered(false),
      onFocus: (event: FocusEvent<HTMLElement>) => {
        leaving.current?.();
        leaving.current = null;
        // A tap focuses too: there the long press opens the actions.
        if (event.target.matches(":focus-visible") && !byFinger.current) setFocused(true);
      },
      onKeyUp: () => {
        if (!byFinger.current) return;
        byFinger.current = false;
        setFocused(true);
      },
      onBlur: () => {
        // The focus may only move on within the message or into a layer of it.
        leaving.current?.();
        leaving.current = clock.after(0, () => setFocused(false));
      },
      onPointerDown: (event: PointerEvent) => {
        // Layers that opened from here tell it too: what is pressed in them is not the message.
        if (event.pointerType === "mouse") return;
        if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
        release();
        const open = () => {
          listening.current?.();
          listening.current = ignoreRelease();
          byFinger.current = true;
          notePress();
          onLongPress();
        };
        pressing.current = { x: event.clientX, y: event.clientY, cancel: clock.after(longPressMs, open) };
      },
      onPointerMove: (event: PointerEvent) => {
        const start = pressing.current;
        if (start === null) return;
        if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > slack) release();
      },
      onPointerUp: release,
      onPointerCancel: release,
    },
  };
}
