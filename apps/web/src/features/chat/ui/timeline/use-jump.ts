import { useContext, useEffect, useRef } from "react";
import type { RoomModel } from "../../model/room-model.ts";
import { ChatWorldContext } from "../world.ts";
import type { TimelineScroll } from "./use-timeline-scroll.ts";

/** How long a message that was jumped to stays marked. */
const flashMs = 1_600;

/** Shows an event in the middle and marks it for a moment. */
export function useJump(model: RoomModel, scroll: TimelineScroll, mark: (key: string | null) => void) {
  const { clock } = useContext(ChatWorldContext);
  const unmark = useRef<(() => void) | null>(null);
  useEffect(() => () => unmark.current?.(), []);
  return async (eventId: string): Promise<void> => {
    const find = () =>
      model.timeline.items.peek().find((item) => item.type !== "gap" && item.eventId === eventId)?.key ?? null;
    let key = find();
    scroll.leaveEnd();
    try {
      if (key === null) {
        await model.timeline.jumpTo(eventId);
        // The window is another one now: let it be drawn before it is scrolled.
        await new Promise((resolve) => requestAnimationFrame(resolve));
        key = find();
      }
      if (key !== null && !scroll.show(key)) {
        // The first of a window waits for what stands before it.
        await model.timeline.loadOlder().catch(() => {});
        await new Promise((resolve) => requestAnimationFrame(resolve));
        scroll.show(key);
      }
    } catch (error) {
      scroll.arrived();
      throw error;
    }
    if (key === null) {
      scroll.arrived();
      return;
    }
    mark(key);
    unmark.current?.();
    unmark.current = clock.after(flashMs, () => {
      mark(null);
      scroll.arrived();
    });
  };
}
