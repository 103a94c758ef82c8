import type { InboxItem, RoomList, RoomSummary, SpaceSummary, Told } from "@parley/matrix";
import type { Place } from "../../../shared/navigation.ts";

/** What calls from outside the page. */
export interface Attention {
  /** Mentions, unread direct messages and invitations. */
  readonly count: number;
  /** Something is unread, meant for me or not. */
  readonly unread: boolean;
}

/** Adds up the list; muted rooms count where they name me. */
export function attentionOf(list: RoomList): Attention {
  const rooms = roomsOf(list);
  const counted = (room: RoomSummary): number =>
    room.muted || room.kind !== "direct" ? room.mentions : Math.max(room.mentions, room.unreadCount);
  const count = rooms.reduce((sum, room) => sum + counted(room), list.invites.length);
  return { count, unread: count > 0 || rooms.some((room) => room.unread) };
}

/** A joined room, and the space that it is a channel of. */
export interface PlacedRoom {
  readonly room: RoomSummary;
  readonly space: SpaceSummary | null;
}

/** What named or answered me: whoever has followed a room to its next one has done with what was said before. */
export function followedInbox(items: readonly InboxItem[], { replaced }: RoomList): readonly InboxItem[] {
  if (replaced === undefined) return items;
  const left = new Set(replaced.map(({ room }) => room.id));
  return items.map((item) => (item.read || !left.has(item.roomId) ? item : { ...item, read: true }));
}

/** Every joined room by its id. */
export function placedRooms(list: RoomList): ReadonlyMap<string, PlacedRoom> {
  const placed = new Map<string, PlacedRoom>();
  const left = (list.replaced ?? []).map(({ room }) => room);
  for (const room of [...left, ...list.directs, ...list.rooms]) placed.set(room.id, { room, space: null });
  for (const space of list.spaces) {
    for (const { channels } of space.categories) for (const room of channels) placed.set(room.id, { room, space });
  }
  return placed;
}

/** Every joined room once. */
export function roomsOf(list: RoomList): readonly RoomSummary[] {
  const channels = list.spaces.flatMap((space) => space.categories.flatMap((category) => category.channels));
  return [...channels, ...list.directs, ...list.rooms];
}

/** In how many rooms there is something that was not read. */
export const unreadRooms = (list: RoomList): number =>
  roomsOf(list).filter((room) => room.unread || room.mentions > 0).length;

/** The space that a room is a channel of. */
export function spaceIdOf(list: RoomList, roomId: string): string | null {
  const holds = (space: RoomList["spaces"][number]) =>
    space.categories.some((category) => category.channels.some((channel) => channel.id === roomId));
  return list.spaces.find(holds)?.id ?? null;
}

/** Where one goes by a card: to the message, to the question, to the room. */
export function placeOfTold(list: RoomList, { kind, roomId, eventId }: Told): Place {
  if (kind === "invite") return { at: "chats" };
  const spaceId = list.spaces.find(({ id }) => id === roomId)?.id ?? spaceIdOf(list, roomId);
  // Who asks to come in stands above the list of the rooms.
  if (kind === "knock") return spaceId === null ? { at: "chats" } : { at: "space", spaceId };
  if (kind !== "added") return placeOf(spaceId, roomId, eventId);
  if (spaceId === null) return { at: "home", roomId };
  return spaceId === roomId ? { at: "space", spaceId } : { at: "space", spaceId, roomId };
}

/** Where a message of a room is read. */
export function placeOf(spaceId: string | null, roomId: string, eventId: string): Place {
  return spaceId === null ? { at: "home", roomId, eventId } : { at: "space", spaceId, roomId, eventId };
}
