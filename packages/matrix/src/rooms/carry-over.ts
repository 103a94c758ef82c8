import { sleep } from "@parley/kernel";
import { EventType, type MatrixClient, ReceiptType, type Room } from "matrix-js-sdk";
import { toMatrixError } from "../errors.ts";
import { readRules, writeLevel } from "../notifications/push-rules.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { directRooms, markDirect } from "./direct-rooms.ts";
import { via } from "./known-rooms.ts";
import { maySendState } from "./power.ts";
import { childrenOf, powerFacts, stateContent } from "./read-room.ts";
import { setMarkedUnread, unreadOf } from "./unread.ts";

/** Homeservers such as Synapse take most of it along by themselves: what they did is not done again. */
const settleMs = 2000;
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
  };
}

async function carry(handle: ClientHandle, fromId: string, toId: string): Promise<void> {
  const { client, ports, scope } = handle;
  const from = client.getRoom(fromId);
  const to = client.getRoom(toId);
  if (from === null || to === null || to.getMyMembership() !== "join") return;
  const steps = [
    () => carryLevel(client, fromId, toId),
    () => carryDirect(client, fromId, to),
    () => carryPlace(client, from, to),
    () => carryListing(handle, fromId, toId),
    () => endUnread(handle, from),
  ];
  for (const step of steps) {
    if (scope.ended) return;
    await step().catch((thrown: unknown) => {
      ports.log.info("something of an upgraded room could not be taken along", { code: toMatrixError(thrown).code });
    });
  }
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

/** The spaces that list the old room and that I may order list the new one in the same place. */
async function carryListing(handle: ClientHandle, fromId: string, toId: string): Promise<void> {
  const { client, account } = handle;
  for (const space of client.getRooms()) {
    if (!space.isSpaceRoom() || space.getMyMembership() !== "join") continue;
    const listed = new Set(childrenOf(space).map(({ roomId }) => roomId));
    if (!listed.has(fromId) || listed.has(toId)) continue;
    if (!maySendState(powerFacts(space), account.userId, EventType.SpaceChild)) continue;
    const content = { ...stateContent(space, EventType.SpaceChild, fromId), via: via(handle) };
    await client.sendStateEvent(space.roomId, EventType.SpaceChild, content, toId);
  }
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
