import { type ReadonlySignal, signal } from "@parley/kernel";
import type { Session, TimelineItem } from "@parley/matrix";
import { findRoom } from "./list.ts";
import { isNews } from "./rows.ts";

/** Messages of others that came in below what was in view. */
export interface Missed {
  readonly count: ReadonlySignal<number>;
  /** There may be more of them: not all is here, and the homeserver has counted no more. */
  readonly more: ReadonlySignal<boolean>;
  /** Counts what follows the event that was seen last, in a window that ends with the room. `fresh`: so many just came. */
  look(items: readonly TimelineItem[], seenUpTo: string | null, fresh?: number): void;
  /** All has been seen. */
  none(): void;
}

export function createMissed(session: Session, roomId: string): Missed {
  const count = signal(0);
  const more = signal(false);
  let arrived = 0;
  return {
    count,
    more,
    look(items, seenUpTo, fresh = 0) {
      arrived += fresh;
      const at = items.findIndex((item) => item.type !== "gap" && item.eventId === seenUpTo);
      const after = items.slice(at + 1);
      const whole = at !== -1 && !after.some(({ type }) => type === "gap");
      // What was seen last may stand above the window, or be nothing that has a row.
      const here = at === -1 ? arrived : after.filter(isNews).length;
      const counted = whole ? 0 : (findRoom(session.rooms.list.peek(), roomId)?.unreadCount ?? 0);
      count.value = Math.max(here, counted);
      more.value = !whole && here > 0 && here >= counted;
    },
    none() {
      arrived = 0;
      count.value = 0;
      more.value = false;
    },
  };
}
