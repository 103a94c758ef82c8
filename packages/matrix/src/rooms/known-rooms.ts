import { EventType, type Room } from "matrix-js-sdk";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { stateContent } from "./read-room.ts";
import { isServer } from "./upgrades.ts";

const deadlineMs = 10_000;
/** Servers that are tried beside one's own. */
const mostNamed = 3;

/** Servers to join through: our own is enough, and the only one without federation. */
export function via(handle: ClientHandle): string[] {
  return [handle.account.userId.slice(handle.account.userId.indexOf(":") + 1)];
}

/** The same for a room that spaces of mine list: a channel of strangers is reached through those whom its space names. */
export function viaListed(handle: ClientHandle, roomId: string): string[] {
  const servers = new Set(via(handle));
  for (const space of handle.client.getRooms()) {
    if (!space.isSpaceRoom() || space.getMyMembership() !== "join") continue;
    const named: unknown = stateContent(space, EventType.SpaceChild, roomId)?.via;
    const some: readonly unknown[] = Array.isArray(named) ? named.slice(0, mostNamed) : [];
    for (const server of some) if (typeof server === "string" && isServer(server)) servers.add(server);
  }
  return [...servers].slice(0, 1 + mostNamed);
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
