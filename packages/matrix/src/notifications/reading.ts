import type { RoomList, RoomSummary } from "../contract/rooms.ts";
import { matrixError } from "../errors.ts";
import { lastToRead, setMarkedUnread } from "../rooms/unread.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";

const atOnce = 4;

/** Marks a room as unread until it is read (`m.marked_unread`, specification 1.12, MSC2867). */
export async function markRoomUnread({ client }: ClientHandle, roomId: string): Promise<void> {
  const room = client.getRoom(roomId);
  if (room === null) throw matrixError("MATRIX_NOT_FOUND", "this room is not known here");
  await setMarkedUnread(room, true);
}

/** Moves the receipt and the marker to the room's latest event. */
export async function markRoomRead(handle: ClientHandle, roomId: string): Promise<void> {
  const { client } = handle;
  const room = client.getRoom(roomId);
  if (room === null) throw matrixError("MATRIX_NOT_FOUND", "this room is not known here");
  const last = lastToRead(room, room.getLiveTimeline().getEvents());
  if (last !== undefined) await client.setRoomReadMarkers(roomId, last.getId() ?? "", last);
  await setMarkedUnread(room, false);
}

/** The same of all rooms with something unread, four at a time. Rejects at the end if any of them failed. */
export async function markAllRead(handle: ClientHandle, list: RoomList): Promise<void> {
  const queue = roomsOf(list).filter(({ unread, mentions, unreadCount }) => unread || mentions > 0 || unreadCount > 0);
  let fault: unknown = null;
  const work = async (): Promise<void> => {
    for (let room = queue.shift(); room !== undefined && !handle.scope.ended; room = queue.shift()) {
      await markRoomRead(handle, room.id).catch((thrown) => {
        fault ??= thrown;
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (fault !== null) throw fault;
}

function roomsOf(list: RoomList): RoomSummary[] {
  const channels = list.spaces.flatMap(({ categories }) => categories.flatMap((category) => category.channels));
  return [...list.directs, ...list.rooms, ...channels];
}
