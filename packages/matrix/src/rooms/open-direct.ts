import { sleep } from "@parley/kernel";
import type { Room } from "matrix-js-sdk";
import { mapped, matrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { directRooms, markDirect } from "./direct-rooms.ts";
import { knownMembership } from "./known-membership.ts";
import { untilKnown } from "./known-rooms.ts";
import { directTemplate } from "./room-templates.ts";
import { isFollowed } from "./upgrades.ts";

/** How long a conversation waits for the first sync, in milliseconds. */
const firstSyncMs = 10_000;
/** How long it waits for a room's members, in milliseconds. */
const membersMs = 5000;

/** `Rooms.openDirect`: asked twice at once for the same person, it makes one room. */
export function createDirectOpener(handle: ClientHandle): (userId: string) => Promise<string> {
  const opening = new Map<string, Promise<string>>();
  const unnoted = new Map<string, string>();
  return (userId) =>
    mapped(() => {
      const running = opening.get(userId);
      if (running !== undefined) return running;
      const started = findOrMake(handle, userId, unnoted).finally(() => opening.delete(userId));
      opening.set(userId, started);
      return started;
    });
}

/** `unnoted`: rooms that were made here and are not in `m.direct` yet, by person. A second one is not made. */
async function findOrMake(handle: ClientHandle, userId: string, unnoted: Map<string, string>): Promise<string> {
  const { client } = handle;
  await untilSynced(handle);
  const standing = (await standingDirect(handle, userId)) ?? unnoted.get(userId) ?? null;
  if (standing !== null && client.getRoom(standing)?.getMyMembership() === "invite") await client.joinRoom(standing);
  const roomId = standing ?? (await client.createRoom(await directTemplate(client, userId))).room_id;
  // In the order in which the homeserver makes it: seen before, it would be an empty room without encryption.
  const whole = (room: Room): boolean =>
    standing !== null || (room.hasEncryptionStateEvent() && knownMembership(room, userId) !== null);
  if (directRooms(client).get(roomId) !== userId) {
    unnoted.set(userId, roomId);
    await markDirect(client, roomId, userId);
  }
  unnoted.delete(userId);
  await untilKnown(handle, roomId, whole);
  return roomId;
}

/** Before the first sync neither `m.direct` nor the rooms are known: each press would make another room. */
async function untilSynced({ client, ports, scope }: ClientHandle): Promise<void> {
  const deadline = ports.clock.now() + firstSyncMs;
  // Cached rooms will do: a standing conversation opens without a network, too.
  while (client.store.getSyncToken() === null || client.getSyncState() === null) {
    if (scope.ended || ports.clock.now() >= deadline) {
      throw matrixError("MATRIX_UNREACHABLE", "the rooms of this account are not known yet");
    }
    await new Promise<void>((resolve) => {
      ports.clock.after(50, resolve);
    });
  }
}

/** The room with a person that I am in or invited to and that they have not left; the one with the newest activity. */
async function standingDirect(handle: ClientHandle, userId: string): Promise<string | null> {
  const { client, account } = handle;
  let best: { readonly roomId: string; readonly activeAt: number } | null = null;
  for (const [roomId, other] of directRooms(client)) {
    const room = other === userId ? client.getRoom(roomId) : null;
    // Where it goes on, it is the other one: here nothing is said any more.
    if (room === null || isFollowed(room, (id) => client.getRoom(id))) continue;
    // Members are loaded lazily: that one is not known here does not say that they are gone.
    const mine = knownMembership(room, account.userId) ?? "join";
    if ((mine !== "join" && mine !== "invite") || (await hasLeft(handle, room, userId))) continue;
    const activeAt = room.getLastActiveTimestamp();
    if (best === null || activeAt > best.activeAt) best = { roomId, activeAt };
  }
  if (best !== null) return best.roomId;
  const meant = client
    .getRooms()
    .find((room) => isMeantFor(room, userId) && !isFollowed(room, (id) => client.getRoom(id)));
  return meant?.roomId ?? null;
}

/** A room of two that one of us has invited the other to as such, though it is not noted in `m.direct` (yet). */
function isMeantFor(room: Room, userId: string): boolean {
  const mine = room.getMyMembership();
  if (mine === "invite") return room.getDMInviter() === userId;
  // Made here, by a client that was cut off before it could note it.
  const theirs = room.getMember(userId);
  return mine === "join" && theirs?.getDMInviter() === room.myUserId && room.getInvitedAndJoinedMemberCount() <= 2;
}

/** Asks for the members where the person is not known; while even that says nothing, they are taken to be there. */
async function hasLeft({ ports }: ClientHandle, room: Room, userId: string): Promise<boolean> {
  let asked = false;
  if (knownMembership(room, userId) === null && room.getMyMembership() === "join") {
    // All who are in the room, invited or banned: the homeserver is not asked for those who have left.
    const loaded = room.loadMembersIfNeeded().then(
      () => true,
      () => false,
    );
    asked = await Promise.race([loaded, sleep(ports.clock, membersMs).then(() => false)]);
  }
  const theirs = knownMembership(room, userId);
  return theirs === null ? asked : theirs === "leave" || theirs === "ban";
}
