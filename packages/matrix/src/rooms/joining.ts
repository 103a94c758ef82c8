import { RoomEvent } from "matrix-js-sdk";
import type { ClientHandle } from "../sdk/client-handle.ts";

/** Joins a room through these servers; resolves when the homeserver has said yes, throws what the SDK throws. */
export type JoinRoom = (roomId: string, through: readonly string[]) => Promise<void>;

/**
 * Joins each room once, whoever asks: a person who accepts a space and the client that accepts its channels' invitations
 * come to the same rooms at the same time. What succeeded counts until the sync shows another membership.
 */
export function createJoining({ client, scope }: ClientHandle): JoinRoom {
  const joining = new Map<string, Promise<void>>();
  const forget = (room: { readonly roomId: string }): void => {
    joining.delete(room.roomId);
  };
  client.on(RoomEvent.MyMembership, forget);
  scope.onEnd(() => client.off(RoomEvent.MyMembership, forget));
  return async (roomId, through) => {
    const running = joining.get(roomId);
    if (running !== undefined) return await running;
    const started = client.joinRoom(roomId, { viaServers: [...through] }).then(
      // The sync may have been faster than the answer.
      (room) => {
        if (room.getMyMembership() === "join") joining.delete(roomId);
      },
      (thrown) => {
        joining.delete(roomId);
        throw thrown;
      },
    );
    joining.set(roomId, started);
    await started;
  };
}
