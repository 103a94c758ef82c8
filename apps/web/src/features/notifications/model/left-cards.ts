import { type Clock, effect, type ReadonlySignal, type Scope } from "@parley/kernel";
import type { Connection, RoomList } from "@parley/matrix";
import { placedRooms } from "./counts.ts";

interface LeftCard {
  /** The room that it stands for. */
  readonly tag: string;
  readonly close: () => void;
}

/** What a first sync brings is put together within this time: until then a room may look read that is not. */
const settleMs = 3000;

/**
 * Cards may outlive the page that gave them (a phone ends it, or it was loaded anew). Each is taken away once nothing of
 * its room waits any more, here or elsewhere, as soon as that is known; all of them with the sign-out.
 */
export function clearLeftCards(
  standing: () => Promise<readonly LeftCard[]>,
  connection: ReadonlySignal<Connection>,
  list: ReadonlySignal<RoomList>,
  clock: Clock,
  scope: Scope,
): void {
  const watch = (left: readonly LeftCard[]): void => {
    let remaining = left;
    let cancel: (() => void) | null = null;
    const closeAll = (): void => {
      for (const { close } of remaining) close();
      remaining = [];
    };
    if (connection.peek().state === "signed-out") closeAll();
    if (scope.ended || remaining.length === 0) return;
    const sweep = (): void => {
      cancel = null;
      // What was kept of the list is older than the cards.
      if (connection.peek().state !== "online") return;
      const waiting = waitingRooms(list.peek());
      for (const { tag, close } of remaining) if (!waiting.has(tag)) close();
      remaining = remaining.filter(({ tag }) => waiting.has(tag));
      if (remaining.length === 0) stop();
    };
    const stop = effect(() => {
      list.value;
      if (connection.value.state === "signed-out") closeAll();
      if (connection.value.state === "online") cancel ??= clock.after(settleMs, sweep);
    });
    scope.onEnd(() => {
      stop();
      cancel?.();
    });
  };
  standing().then(watch, () => {});
}

function waitingRooms(list: RoomList): ReadonlySet<string> {
  const waiting = new Set(list.invites.map(({ id }) => id));
  for (const [id, { room }] of placedRooms(list)) {
    if (room.unread || room.mentions > 0 || room.unreadCount > 0) waiting.add(id);
  }
  return waiting;
}
