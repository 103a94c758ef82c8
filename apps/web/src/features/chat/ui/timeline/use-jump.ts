import { useContext, useEffect, useRef, useState } from "react";
import type { RoomModel } from "../../model/room-model.ts";
import { ChatWorldContext } from "../world.ts";
import type { TimelineScroll } from "./use-timeline-scroll.ts";

/** How long a message that was jumped to stays marked. */
const flashMs = 1_600;

/** Shows an event in the middle and marks it for a moment. `finding`: what is asked for has not come yet. */
export function useJump(model: RoomModel, scroll: TimelineScroll, mark: (key: string | null) => void) {
  const { clock } = useContext(ChatWorldContext);
  const unmark = useRef<(() => void) | null>(null);
  useEffect(() => () => unmark.current?.(), []);
  const [asked, setAsked] = useState(0);
  const jumpTo = async (eventId: string): Promise<void> => {
    const find = () =>
      model.timeline.items.peek().find((item) => item.type !== "gap" && item.eventId === eventId)?.key ?? null;
    let key = find();
    scroll.leaveEnd();
    try {
      if (key === null) {
        setAsked((count) => count + 1);
        await model.timeline.jumpTo(eventId).finally(() => setAsked((count) => count - 1));
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
  return { jumpTo, finding: asked > 0 };
}
