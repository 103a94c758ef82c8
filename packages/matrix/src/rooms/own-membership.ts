import { ClientEvent, EventType, type IStateEventWithRoomId, MatrixEvent, type Room } from "matrix-js-sdk";
import { toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";

/** Rooms asked about at the same time, and in one run of the client. */
const atOnce = 4;
const most = 200;

/**
 * Asks for one's own membership in rooms that came without it. A homeserver that loads members lazily sends each member
 * once a device: what was in an answer that got lost is not sent again, and the SDK then takes its own account for one
 * that has left. Such a room would stay shut, after a reload too.
 */
export function healOwnMembership(handle: Pick<ClientHandle, "client" | "account" | "ports" | "scope">): void {
  const { client, account, ports, scope } = handle;
  const asked = new Set<string>();
  let asking = 0;

  const ask = async (room: Room): Promise<void> => {
    asked.add(room.roomId);
    asking += 1;
    try {
      const content = await client.getStateEvent(room.roomId, EventType.RoomMember, account.userId);
      if (scope.ended || hasOwn(room, account.userId)) return;
      room.currentState.setStateEvents([new MatrixEvent(memberEvent(room.roomId, account.userId, content))]);
      room.recalculate();
      client.emit(ClientEvent.Room, room);
    } catch (thrown) {
      // 403 and 404 are the honest answer for a room that one is not in; for the rest the next start asks again.
      ports.log.info("the own membership of a room could not be read", { code: toMatrixError(thrown).code });
    } finally {
      asking -= 1;
    }
  };
  const look = (): void => {
    if (asked.size >= most) return;
    for (const room of client.getRooms()) {
      if (asking >= atOnce) return;
      if (!asked.has(room.roomId) && room.currentState.getStateEvents(EventType.RoomCreate, "") !== null) {
        if (!hasOwn(room, account.userId)) void ask(room);
      }
    }
  };
  client.on(ClientEvent.Sync, look);
  scope.onEnd(() => client.off(ClientEvent.Sync, look));
}

const hasOwn = (room: Room, userId: string): boolean =>
  room.currentState.getStateEvents(EventType.RoomMember, userId) !== null;

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
