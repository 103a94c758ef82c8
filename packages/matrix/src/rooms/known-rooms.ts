import { EventType, type Room } from "matrix-js-sdk";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { stateContent } from "./read-room.ts";

const deadlineMs = 10_000;

/** Servers to join through: our own is enough, and the only one without federation. */
export function via(handle: ClientHandle): string[] {
  return [handle.account.userId.slice(handle.account.userId.indexOf(":") + 1)];
}

/**
 * Waits up to 10 s until the sync has brought a room that was just made or joined, and what `whole` looks for in it: a
 * room that is being made comes in pieces. Goes on without it after that.
 */
export async function untilKnown(
  handle: ClientHandle,
  roomId: string,
  whole: (room: Room) => boolean = () => true,
): Promise<Room | null> {
  const { client, scope } = handle;
  const { clock } = handle.ports;
  const known = (): Room | null => {
    const room = client.getRoom(roomId);
    return room?.getMyMembership() === "join" && stateContent(room, EventType.RoomCreate) !== null ? room : null;
  };
  const deadline = clock.now() + deadlineMs;
  const isThere = (): boolean => {
    const room = known();
    return room !== null && whole(room);
  };
  while (!isThere() && clock.now() < deadline && !scope.ended) {
    await new Promise<void>((resolve) => {
      clock.after(50, resolve);
    });
  }
  return known();
}
