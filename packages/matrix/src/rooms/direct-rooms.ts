import { EventType, type MatrixClient } from "matrix-js-sdk";
import { mapped } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { untilKnown } from "./known-rooms.ts";
import { directTemplate } from "./room-templates.ts";

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

/** `Rooms.openDirect`: asked twice at once for the same person, it makes one room. */
export function createDirectOpener(handle: ClientHandle): (userId: string) => Promise<string> {
  const opening = new Map<string, Promise<string>>();
  return (userId) =>
    mapped(() => {
      const running = opening.get(userId);
      if (running !== undefined) return running;
      const started = findOrMake(handle, userId).finally(() => opening.delete(userId));
      opening.set(userId, started);
      return started;
    });
}

async function findOrMake(handle: ClientHandle, userId: string): Promise<string> {
  const { client } = handle;
  const standing = standingDirect(client, userId);
  if (standing !== null && client.getRoom(standing)?.getMyMembership() === "invite") await client.joinRoom(standing);
  const roomId = standing ?? (await client.createRoom(await directTemplate(client, userId))).room_id;
  await markDirect(client, roomId, userId);
  await untilKnown(handle, roomId);
  return roomId;
}

/** The room with a person that I am in or invited to and that they have not left; the one with the newest activity. */
function standingDirect(client: MatrixClient, userId: string): string | null {
  let best: { readonly roomId: string; readonly activeAt: number } | null = null;
  for (const [roomId, other] of directRooms(client)) {
    const room = other === userId ? client.getRoom(roomId) : null;
    if (room === null) continue;
    const mine = room.getMyMembership();
    const theirs = room.getMember(userId)?.membership;
    // Members are loaded lazily: that the other one is not known here does not say that they are gone.
    if ((mine !== "join" && mine !== "invite") || theirs === "leave" || theirs === "ban") continue;
    const activeAt = room.getLastActiveTimestamp();
    if (best === null || activeAt > best.activeAt) best = { roomId, activeAt };
  }
  if (best !== null) return best.roomId;
  const invited = client
    .getRooms()
    .find((room) => room.getMyMembership() === "invite" && room.getDMInviter() === userId);
  return invited?.roomId ?? null;
}
