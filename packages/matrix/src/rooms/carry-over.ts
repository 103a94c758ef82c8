import { sleep } from "@parley/kernel";
import { EventType, type MatrixClient, ReceiptType, RestrictedAllowType, type Room } from "matrix-js-sdk";
import type { RoomJoinRulesEventContent } from "matrix-js-sdk/lib/types.js";
import { toMatrixError } from "../errors.ts";
import { readRules, writeLevel } from "../notifications/push-rules.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { directRooms, markDirect } from "./direct-rooms.ts";
import { via } from "./known-rooms.ts";
import { maySendState } from "./power.ts";
import { categoriesIn, categoriesType, childrenOf, powerFacts, stateContent } from "./read-room.ts";
import { setMarkedUnread, unreadOf } from "./unread.ts";

/** Homeservers such as Synapse take most of it along by themselves: what they did is not done again. */
const settleMs = 2000;
/** So long, and up to six times as long, whoever has not moved a room leaves its listing to those who list it first. */
const othersMs = 5000;
/** Marks that say where a room stands in the lists of other clients (specification 1.17, 13.17.1). */
const places = ["m.favourite", "m.lowpriority"] as const;

/**
 * Takes along what a person has set for a room when another one takes its place: its level of notifications, whose
 * conversation it is, its place in lists. What was said to the new room itself stays. What cannot be done is left.
 */
export function createCarryOver(handle: ClientHandle): (fromId: string, toId: string) => Promise<void> {
  const { ports, scope } = handle;
  let last: Promise<void> = Promise.resolve();
  return async (fromId, toId) => {
    await sleep(ports.clock, settleMs, scope.signal);
    // Several rooms may have moved while nobody looked, and whose conversations they are is written as a whole.
    last = last.then(() => carry(handle, fromId, toId));
    await last;
    const from = handle.client.getRoom(fromId);
    if (from === null || handle.client.getRoom(toId)?.getMyMembership() !== "join") return;
    await attempt(handle, () => carryListing(handle, from, toId));
    await attempt(handle, () => carryCategories(handle, from, toId));
    await attempt(handle, () => carryAccess(handle, from, toId));
  };
}

async function carry(handle: ClientHandle, fromId: string, toId: string): Promise<void> {
  const { client } = handle;
  const from = client.getRoom(fromId);
  const to = client.getRoom(toId);
  if (from === null || to === null || to.getMyMembership() !== "join") return;
  const steps = [
    () => carryLevel(client, fromId, toId),
    () => carryDirect(client, fromId, to),
    () => carryPlace(client, from, to),
    () => endUnread(handle, from),
  ];
  for (const step of steps) await attempt(handle, step);
}

async function attempt({ ports, scope }: ClientHandle, step: () => Promise<void>): Promise<void> {
  if (scope.ended) return;
  await step().catch((thrown: unknown) => {
    ports.log.info("something of an upgraded room could not be taken along", { code: toMatrixError(thrown).code });
  });
}

async function carryLevel(client: MatrixClient, fromId: string, toId: string): Promise<void> {
  const { exceptions } = readRules(client.pushRules);
  const level = exceptions.get(fromId);
  if (level !== undefined && !exceptions.has(toId)) await writeLevel(client, toId, level);
}

/** Only where nobody else is in the new room: others must not read what is meant for one. */
async function carryDirect(client: MatrixClient, fromId: string, to: Room): Promise<void> {
  const directs = directRooms(client);
  const other = directs.get(fromId);
  if (other === undefined || directs.has(to.roomId)) return;
  await to.loadMembersIfNeeded();
  const two = new Set([client.getSafeUserId(), other]);
  const inside = to.getMembers().filter(({ membership }) => membership === "join" || membership === "invite");
  if (inside.every(({ userId }) => two.has(userId))) await markDirect(client, to.roomId, other);
}

async function carryPlace(client: MatrixClient, from: Room, to: Room): Promise<void> {
  for (const place of places) {
    const tag = from.tags[place];
    if (tag !== undefined && to.tags[place] === undefined) await client.setRoomTag(to.roomId, place, tag);
  }
}

/**
 * The spaces that list the old room and that I may order list the new one in the same place. Whoever moved the room does
 * so at once; the others each after a while of its own, where nobody has by then. Of two at one moment each writes the
 * same, which is no harm.
 */
async function carryListing(handle: ClientHandle, from: Room, toId: string): Promise<void> {
  const { client, account, scope } = handle;
  const spaces = client.getRooms().filter((space) => {
    if (!space.isSpaceRoom() || space.getMyMembership() !== "join" || !isToList(space, from.roomId, toId)) return false;
    return maySendState(powerFacts(space), account.userId, EventType.SpaceChild);
  });
  if (spaces.length === 0) return;
  await letFirst(handle, from);
  for (const space of spaces) {
    if (!isToList(space, from.roomId, toId)) continue;
    // Also what somebody took out again since is theirs to decide.
    if ((await isThere(client, space.roomId, EventType.SpaceChild, toId)) || scope.ended) continue;
    const content = { ...stateContent(space, EventType.SpaceChild, from.roomId), via: via(handle) };
    await client.sendStateEvent(space.roomId, EventType.SpaceChild, content, toId);
  }
}

/** Whoever has not moved the room waits for who has. */
async function letFirst({ account, ports, scope }: ClientHandle, from: Room): Promise<void> {
  if (from.currentState.getStateEvents(EventType.RoomTombstone, "")?.getSender() === account.userId) return;
  const [chance = 0] = ports.random.bytes(1);
  await sleep(ports.clock, othersMs * (1 + (chance / 256) * 5), scope.signal);
}

async function isThere(client: MatrixClient, roomId: string, type: string, key: string): Promise<boolean> {
  try {
    await client.getStateEvent(roomId, type, key);
    return true;
  } catch (thrown) {
    if (toMatrixError(thrown).code === "MATRIX_NOT_FOUND") return false;
    throw thrown;
  }
}

/** The categories of a server: homeservers bring what it lists along, and not these. In the same manner. */
async function carryCategories(handle: ClientHandle, from: Room, toId: string): Promise<void> {
  const { client, account, scope } = handle;
  const to = client.getRoom(toId);
  const categories = categoriesIn(stateContent(from, categoriesType));
  if (!from.isSpaceRoom() || to?.isSpaceRoom() !== true || categories.length === 0) return;
  if (!maySendState(powerFacts(to), account.userId, categoriesType)) return;
  await letFirst(handle, from);
  if (scope.ended || (await isThere(client, toId, categoriesType, ""))) return;
  await client.sendStateEvent(toId, categoriesType, { categories }, "");
}

/** Whom a room lets in by another one that they are in. */
function allowedBy(room: Room): readonly unknown[] {
  const allow = stateContent(room, EventType.RoomJoinRules)?.allow;
  return Array.isArray(allow) ? allow : [];
}
const letsIn = (room: Room, from: string): boolean => allowedBy(room).some((one) => Object(one).room_id === from);

/** The channels of a server that take whoever is in the old one take whoever is in the new one, too. In the same manner. */
async function carryAccess(handle: ClientHandle, from: Room, toId: string): Promise<void> {
  const { client, account, scope } = handle;
  const to = client.getRoom(toId);
  if (!from.isSpaceRoom() || to?.isSpaceRoom() !== true) return;
  const isToOpen = (room: Room): boolean => letsIn(room, from.roomId) && !letsIn(room, toId);
  const channels = childrenOf(to)
    .map(({ roomId }) => client.getRoom(roomId))
    .filter((room) => room?.getMyMembership() === "join" && isToOpen(room))
    .filter((room) => room !== null)
    .filter((room) => maySendState(powerFacts(room), account.userId, EventType.RoomJoinRules));
  if (channels.length === 0) return;
  await letFirst(handle, from);
  for (const room of channels) {
    if (scope.ended || !isToOpen(room)) continue;
    const allow = [...allowedBy(room), { type: RestrictedAllowType.RoomMembership, room_id: toId }];
    const content = { ...stateContent(room, EventType.RoomJoinRules), allow };
    await client.sendStateEvent(room.roomId, EventType.RoomJoinRules, content as RoomJoinRulesEventContent, "");
  }
}

function isToList(space: Room, fromId: string, toId: string): boolean {
  const isListed = childrenOf(space).some(({ roomId }) => roomId === fromId);
  return isListed && stateContent(space, EventType.SpaceChild, toId) === null;
}

/**
 * The old room stands in no list any more: nothing shall count there, on no device. Nobody else is told that it was read,
 * and where its person stopped reading stays to be seen.
 */
async function endUnread({ client, account }: ClientHandle, from: Room): Promise<void> {
  const { total, mentions } = unreadOf(from, account.userId);
  const events = from.getLiveTimeline().getEvents();
  const last = events.findLast((event) => event.getId()?.startsWith("$") === true);
  if (last !== undefined && (total > 0 || mentions > 0)) {
    await client.sendReceipt(last, ReceiptType.ReadPrivate, {}, true);
  }
  await setMarkedUnread(from, false);
}
