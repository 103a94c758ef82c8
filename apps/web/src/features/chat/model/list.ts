import type { Asker, Category, RoomList, RoomSummary, SpaceSummary } from "@parley/matrix";

/** The room in a list, wherever it stands. */
export function findRoom(list: RoomList, roomId: string): RoomSummary | null {
  for (const room of allRooms(list)) if (room.id === roomId) return room;
  for (const { room } of list.replaced ?? []) if (room.id === roomId) return room;
  for (const invite of list.invites) if ("kind" in invite && invite.id === roomId) return invite;
  return null;
}

/** Those of some rooms that stand nowhere in a list. */
export function missingIn(list: RoomList, roomIds: ReadonlySet<string>): ReadonlySet<string> {
  const missing = new Set(roomIds);
  const take = ({ id }: { readonly id: string }) => missing.delete(id);
  for (const { categories } of list.spaces) for (const { channels } of categories) channels.forEach(take);
  for (const rooms of [list.directs, list.rooms, list.invites]) rooms.forEach(take);
  for (const { room } of list.replaced ?? []) take(room);
  return missing;
}

/** Every joined room once. */
function allRooms(list: RoomList): readonly RoomSummary[] {
  const channels = list.spaces.flatMap((space) => space.categories.flatMap((category) => category.channels));
  return [...channels, ...list.directs, ...list.rooms];
}

/** The space that a room is a channel of. */
export function spaceOf(list: RoomList, roomId: string): SpaceSummary | null {
  return (
    list.spaces.find((space) =>
      space.categories.some((category) => category.channels.some((channel) => channel.id === roomId)),
    ) ?? null
  );
}

/** The first space of each channel. */
export function spacesOfRooms(list: RoomList): ReadonlyMap<string, SpaceSummary> {
  const found = new Map<string, SpaceSummary>();
  for (const space of list.spaces) {
    for (const { channels } of space.categories) {
      for (const { id } of channels) if (!found.has(id)) found.set(id, space);
    }
  }
  return found;
}

/** How many ask to be let into each server, its channels included; under null those of what belongs to none. */
export function askersBySpace(
  list: RoomList,
  askers: readonly Pick<Asker, "roomId">[],
): ReadonlyMap<string | null, number> {
  const counts = new Map<string | null, number>();
  if (askers.length === 0) return counts;
  const spaces = spacesOfRooms(list);
  const ids = new Set(list.spaces.map(({ id }) => id));
  for (const { roomId } of askers) {
    const place = ids.has(roomId) ? roomId : (spaces.get(roomId)?.id ?? null);
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

/** The name under which the folding of a category is remembered. */
export const foldKey = (spaceId: string, categoryId: string | null): string => `${spaceId} ${categoryId ?? ""}`;

/** What a category shows: everything, or folded only what is unread or in use: in view, or one is in its call. */
export function shownChannels(
  spaceId: string,
  category: Category,
  folded: ReadonlySet<string>,
  inUse: readonly (string | null)[],
): readonly RoomSummary[] {
  if (category.id === null || !folded.has(foldKey(spaceId, category.id))) return category.channels;
  return category.channels.filter((channel) => inUse.includes(channel.id) || channel.unread || channel.mentions > 0);
}

/** Unread by hand alone: nothing that counts was said in it. */
export const isMarkedUnread = (room: RoomSummary): boolean =>
  room.unread && (room.muted || room.unreadCount === 0) && room.mentions === 0;

/** The phone's list: all rooms, newest activity first. */
export function mixedRooms(list: RoomList): readonly RoomSummary[] {
  return [...allRooms(list)].sort((a, b) => b.activeAt - a.activeAt);
}

/** In an order that stood before: what has come since stands behind it. */
export function inOrder(rooms: readonly RoomSummary[], before: readonly RoomSummary[]): readonly RoomSummary[] {
  const places = new Map(before.map(({ id }, at) => [id, at]));
  const place = ({ id }: RoomSummary): number => places.get(id) ?? before.length;
  return [...rooms].sort((a, b) => place(a) - place(b));
}

/** Unread and mentions of home: direct messages and rooms without a space. */
export function homeState(list: RoomList): { readonly unread: boolean; readonly mentions: number } {
  const rooms = [...list.directs, ...list.rooms];
  // A direct message is meant for me, whether it names me or not.
  const counted = (room: RoomSummary): number =>
    room.muted ? room.mentions : Math.max(room.mentions, room.kind === "direct" ? room.unreadCount : 0);
  return {
    unread: rooms.some((room) => room.unread) || list.invites.length > 0,
    mentions: rooms.reduce((sum, room) => sum + counted(room), 0) + list.invites.length,
  };
}
