import { EventType, type MatrixClient } from "matrix-js-sdk";

/** Room id → the other person, from `m.direct`; what is not of its shape is left out. */
export function directRooms(client: MatrixClient): ReadonlyMap<string, string> {
  const content: Readonly<Record<string, unknown>> = client.getAccountData(EventType.Direct)?.getContent() ?? {};
  const others = new Map<string, string>();
  for (const [userId, rooms] of Object.entries(content)) {
    if (!Array.isArray(rooms)) continue;
    for (const roomId of rooms as unknown[]) if (typeof roomId === "string") others.set(roomId, userId);
  }
  return others;
}

/** Notes in `m.direct` that the room is the one with `userId`; resolves once the sync has brought the note back. */
export async function markDirect(client: MatrixClient, roomId: string, userId: string): Promise<void> {
  const content = (await client.getAccountDataFromServer(EventType.Direct)) ?? {};
  const before: unknown = content[userId];
  const rooms = Array.isArray(before) ? before.filter((id): id is string => typeof id === "string") : [];
  if (rooms.includes(roomId)) return;
  await client.setAccountData(EventType.Direct, { ...content, [userId]: [...rooms, roomId] });
}
