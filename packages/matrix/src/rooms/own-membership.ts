import { ClientEvent, EventType, type IStateEventWithRoomId, MatrixEvent, type Room, SyncState } from "matrix-js-sdk";
import { toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { isUnsettled } from "./known-membership.ts";

/** Rooms asked about at the same time, and in one run of the client. */
const atOnce = 4;
const most = 200;
/** Tries for one room: a homeserver that does not answer this is asked again at the next start. */
const maxTries = 5;
/** Answers that say that one is not in the room. */
const outside: ReadonlySet<string> = new Set(["MATRIX_FORBIDDEN", "MATRIX_NOT_FOUND"]);

/**
 * Asks for one's own membership in rooms that came without it. Our sync asks for members again and again (see
 * `sdk/sync-filter.ts`), but not every homeserver listens: one that sends each member once a device counts those in an
 * answer that got lost, and the SDK then takes its own account for one that has left. Such a room would stay shut,
 * after a reload too.
 */
export function healOwnMembership(handle: Pick<ClientHandle, "client" | "account" | "ports" | "scope">): void {
  const { client, account, ports, scope } = handle;
  const tries = new Map<string, number>();
  const asking = new Set<string>();

  const settle = (room: Room, content: Record<string, unknown>): void => {
    if (scope.ended || !isUnsettled(room)) return;
    room.currentState.setStateEvents([new MatrixEvent(memberEvent(room.roomId, account.userId, content))]);
    room.recalculate();
    client.emit(ClientEvent.Room, room);
  };
  const ask = async (room: Room): Promise<void> => {
    tries.set(room.roomId, (tries.get(room.roomId) ?? 0) + 1);
    asking.add(room.roomId);
    try {
      settle(room, await client.getStateEvent(room.roomId, EventType.RoomMember, account.userId));
    } catch (thrown) {
      const { code } = toMatrixError(thrown);
      if (outside.has(code)) settle(room, { membership: "leave" });
      // Anything else says nothing: the next sync asks again.
      else ports.log.info("the own membership of a room could not be read", { code });
    } finally {
      asking.delete(room.roomId);
    }
  };
  const look = (state: SyncState): void => {
    if (state !== SyncState.Prepared && state !== SyncState.Syncing) return;
    for (const room of client.getRooms()) {
      if (asking.size >= atOnce) return;
      const before = tries.get(room.roomId);
      if (before === undefined ? tries.size >= most : before >= maxTries || asking.has(room.roomId)) continue;
      if (isUnsettled(room)) void ask(room);
    }
  };
  client.on(ClientEvent.Sync, look);
  scope.onEnd(() => client.off(ClientEvent.Sync, look));
}

function memberEvent(roomId: string, userId: string, content: Record<string, unknown>): IStateEventWithRoomId {
  return {
    type: EventType.RoomMember,
    room_id: roomId,
    state_key: userId,
    sender: userId,
    event_id: `$own-membership-${roomId}`,
    origin_server_ts: 0,
    content,
    unsigned: {},
  };
}
