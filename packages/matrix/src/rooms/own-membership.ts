import { sleep } from "@parley/kernel";
import { ClientEvent, EventType, type IStateEventWithRoomId, MatrixEvent, type Room, SyncState } from "matrix-js-sdk";
import { toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { isUnsettled, knownMembership } from "./known-membership.ts";

/** Rooms asked about at the same time, and in one run of the client. */
const atOnce = 4;
const most = 200;
/** The pause after an answer that says nothing: twice as long each time. */
const pauseMs = { first: 1000, most: 60_000 };
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
  /** Rooms that need not be asked about: answered, or waiting for their next try. */
  const asked = new Set<string>();
  const pauses = new Map<string, number>();
  /** What is known once stays known: thousands of rooms are not looked at again after each sync. */
  const known = new WeakSet<Room>();
  let asking = 0;

  const settle = (room: Room, content: Record<string, unknown>): void => {
    if (scope.ended || !isUnsettled(room)) return;
    room.currentState.setStateEvents([new MatrixEvent(memberEvent(room.roomId, account.userId, content))]);
    room.recalculate();
    client.emit(ClientEvent.Room, room);
  };
  const askLater = (roomId: string): void => {
    const pause = pauses.get(roomId) ?? pauseMs.first;
    pauses.set(roomId, Math.min(pauseMs.most, pause * 2));
    sleep(ports.clock, pause, scope.signal).then(
      () => {
        asked.delete(roomId);
        look();
      },
      () => {},
    );
  };
  const ask = async (room: Room): Promise<void> => {
    asking += 1;
    try {
      settle(room, await client.getStateEvent(room.roomId, EventType.RoomMember, account.userId));
    } catch (thrown) {
      const { code } = toMatrixError(thrown);
      if (outside.has(code)) settle(room, { membership: "leave" });
      else {
        ports.log.info("the own membership of a room could not be read", { code });
        askLater(room.roomId);
      }
    } finally {
      asking -= 1;
      look();
    }
  };
  const look = (): void => {
    if (scope.ended) return;
    for (const room of client.getRooms()) {
      if (asking >= atOnce || asked.size >= most) return;
      if (known.has(room) || asked.has(room.roomId)) continue;
      if (!isUnsettled(room)) {
        if (knownMembership(room, account.userId) !== null) known.add(room);
        continue;
      }
      asked.add(room.roomId);
      void ask(room);
    }
  };
  const onSync = (state: SyncState): void => {
    if (state === SyncState.Prepared || state === SyncState.Syncing) look();
  };
  client.on(ClientEvent.Sync, onSync);
  scope.onEnd(() => client.off(ClientEvent.Sync, onSync));
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
