import { EventTimeline, EventType, type MatrixEvent, type Room } from "matrix-js-sdk";
import type { Successor } from "../contract/upgrades.ts";
import type { SpaceChild } from "./build-list.ts";
import { nameIn } from "./namesakes.ts";

/** A chain of upgrades is followed so far: longer ones are nobody's history. */
const longestChain = 50;
const mostVia = 3;

/** Opaque but for its beginning; at most 255 bytes (specification 1.17, appendices 4.2.3). */
const isRoomId = (value: unknown): value is string => typeof value === "string" && /^![^\s\p{C}/]{1,254}$/u.test(value);
/** Whether it can be the name of a homeserver. */
export const isServer = (name: string): boolean => /^[a-zA-Z0-9.:[\]-]{1,230}$/.test(name);
const serverOf = (id: string): string => (id.includes(":") ? id.slice(id.indexOf(":") + 1) : "");

/** What a room says of where it comes from and where it goes on. */
export interface Upgrade {
  readonly successor: string | null;
  readonly predecessor: string | null;
}

function stateOf(room: Room, type: string): MatrixEvent | null {
  return room.getLiveTimeline().getState(EventTimeline.FORWARDS)?.getStateEvents(type, "") ?? null;
}

/** The room that a room's tombstone names; null where it names none, or itself. */
export function successorOf(room: Room): string | null {
  const named: unknown = stateOf(room, EventType.RoomTombstone)?.getContent<Record<string, unknown>>().replacement_room;
  return isRoomId(named) && named !== room.roomId ? named : null;
}

/** The room that a room says it continues. Anybody who makes a room can say so: only its tombstone proves it. */
export function predecessorOf(room: Room): string | null {
  const said: unknown = stateOf(room, EventType.RoomCreate)?.getContent<Record<string, unknown>>().predecessor;
  if (typeof said !== "object" || said === null || !("room_id" in said)) return null;
  return isRoomId(said.room_id) && said.room_id !== room.roomId ? said.room_id : null;
}

/** What both say; null for most rooms, which were never upgraded. */
export function upgradeOf(room: Room): Upgrade | null {
  const successor = successorOf(room);
  const predecessor = predecessorOf(room);
  return successor === null && predecessor === null ? null : { successor, predecessor };
}

/**
 * Of the rooms that I am in those that go on in another one that I am in, with that other one: at the end, where several
 * followed each other. Both must name each other; who closes a circle continues nothing.
 */
export function replacedRooms(mine: ReadonlyMap<string, Upgrade>): ReadonlyMap<string, string> {
  const nextOf = (roomId: string): string | null => {
    const next = mine.get(roomId)?.successor ?? null;
    return next !== null && mine.get(next)?.predecessor === roomId ? next : null;
  };
  const replaced = new Map<string, string>();
  for (const roomId of mine.keys()) {
    let end = roomId;
    let next = nextOf(end);
    for (let step = 0; next !== null && step < longestChain; step++) {
      end = next;
      next = nextOf(end);
    }
    if (next === null && end !== roomId) replaced.set(roomId, end);
  }
  return replaced;
}

/** The places of a space's channels: what goes on in another room gives it its own, where that has none that says more. */
export function followedChildren(
  children: readonly SpaceChild[],
  replaced: ReadonlyMap<string, string>,
): readonly SpaceChild[] {
  if (replaced.size === 0 || !children.some(({ roomId }) => replaced.has(roomId))) return children;
  const places = new Map<string, SpaceChild>();
  for (const child of children) if (!replaced.has(child.roomId)) places.set(child.roomId, child);
  for (const child of children) {
    const roomId = replaced.get(child.roomId);
    if (roomId === undefined) continue;
    const own = places.get(roomId) ?? { ...child, roomId };
    const placed = own.categoryId !== null || own.order !== null;
    places.set(roomId, placed ? { ...own, categoryId: own.categoryId ?? child.categoryId } : { ...child, roomId });
  }
  return [...places.values()];
}

/**
 * Where the conversation of a room goes on, for me: past rooms that I am in and that were upgraded themselves. Null: here.
 */
export function successorFor(room: Room, roomOf: (roomId: string) => Room | null): Successor | null {
  let last = room;
  let named = successorOf(room);
  if (named === null) return null;
  for (let step = 0; step < longestChain; step++) {
    const next = roomOf(named);
    if (next?.getMyMembership() !== "join" || predecessorOf(next) !== last.roomId) break;
    const further = successorOf(next);
    if (further === null || further === room.roomId) break;
    last = next;
    named = further;
  }
  const sender = stateOf(last, EventType.RoomTombstone)?.getSender() ?? "";
  const servers = [serverOf(sender), serverOf(named), serverOf(room.myUserId)].filter(isServer);
  return {
    roomId: named,
    via: [...new Set(servers)].slice(0, mostVia),
    joined: roomOf(named)?.getMyMembership() === "join",
    byName: nameIn(last, sender),
  };
}

/** The room that a room continues, when I am in it and it says the same. */
export function predecessorFor(room: Room, roomOf: (roomId: string) => Room | null): string | null {
  const named = predecessorOf(room);
  const before = named === null ? null : roomOf(named);
  return before?.getMyMembership() === "join" && successorOf(before) === room.roomId ? before.roomId : null;
}

/** Whether the conversation of a room goes on in one that I am in, and that says the same. */
export function isFollowed(room: Room, roomOf: (roomId: string) => Room | null): boolean {
  const named = successorOf(room);
  const next = named === null ? null : roomOf(named);
  return next?.getMyMembership() === "join" && predecessorOf(next) === room.roomId;
}

/**
 * The room in which the conversation of a room stands now, as far as I am in it and each two name each other: the room
 * itself where it goes on nowhere, or around in a circle.
 */
export function currentOf(room: Room, roomOf: (roomId: string) => Room | null): Room {
  let last = room;
  for (let step = 0; step < longestChain && isFollowed(last, roomOf); step++) {
    const next = roomOf(successorOf(last) ?? "");
    if (next === null || next === room) return room;
    last = next;
  }
  return last;
}
