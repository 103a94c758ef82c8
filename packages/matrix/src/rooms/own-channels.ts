import { EventType, type MatrixClient, type Room } from "matrix-js-sdk";
import { directRooms } from "./direct-rooms.ts";
import { childrenOf, stateContent } from "./read-room.ts";
import { currentOf } from "./upgrades.ts";

const mostNamed = 20;

/** The spaces that a room says it belongs to: by its join rule, or as its parents. */
export function spacesNamedBy(room: Room): readonly string[] {
  const allow: unknown = stateContent(room, EventType.RoomJoinRules)?.allow;
  const entries: readonly unknown[] = Array.isArray(allow) ? allow.slice(0, mostNamed) : [];
  const spaceIds = new Set<string>();
  for (const entry of entries) {
    if (typeof entry !== "object" || entry === null || !("room_id" in entry)) continue;
    if (typeof entry.room_id === "string") spaceIds.add(entry.room_id);
  }
  // A private channel has no such rule. Homeservers hand this on where they are set to, as ours is.
  for (const event of room.currentState.getStateEvents(EventType.SpaceParent).slice(0, mostNamed)) {
    const parent = event.getStateKey();
    if (parent !== undefined && Array.isArray(event.getContent<Record<string, unknown>>().via)) spaceIds.add(parent);
  }
  return [...spaceIds];
}

/**
 * The rooms in which what is done in a space is done as well: it lists them and they name it. A list alone says nothing:
 * whoever manages a space can put any room into it, a conversation of mine or a room of another space among them.
 */
export function ownChannels(client: MatrixClient, space: Room): readonly Room[] {
  return listedRooms(client, space).filter(channelOf(client, space));
}

/** Whether a room takes itself for a channel of a space, and is no conversation of mine. */
function channelOf(client: MatrixClient, { roomId }: Room): (room: Room) => boolean {
  const directs = directRooms(client);
  return (room) => !room.isSpaceRoom() && !directs.has(room.roomId) && spacesNamedBy(room).includes(roomId);
}

/**
 * A space's own channels as they stand now: one that goes on in another room of the space has given way to that. Where a
 * channel goes on its moderators say, who may name what is none: a conversation of mine, or a space.
 */
export function currentChannels(client: MatrixClient, space: Room): readonly Room[] {
  const roomOf = (roomId: string): Room | null => client.getRoom(roomId);
  const current = ownChannels(client, space).map((channel) => currentOf(channel, roomOf));
  return [...new Set(current)].filter(channelOf(client, space));
}

/** Those that end for me with the space: none that another space of mine has as well. */
export function channelsToLeave(client: MatrixClient, space: Room): readonly Room[] {
  const others = client
    .getRooms()
    .filter((room) => room.isSpaceRoom() && room !== space && room.getMyMembership() === "join");
  const kept = new Set(others.flatMap((other) => ownChannels(client, other)));
  return ownChannels(client, space).filter((channel) => !kept.has(channel));
}

const listedRooms = (client: MatrixClient, space: Room): Room[] =>
  childrenOf(space).flatMap(({ roomId }) => client.getRoom(roomId) ?? []);
