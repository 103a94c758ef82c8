import type { RoomList, RoomSummary } from "@parley/matrix";
import { mixedRooms, shownChannels, spacesOfRooms } from "../../features/chat/index.ts";
import type { Place } from "../../shared/navigation.ts";

/** A room where the list shows it. */
interface Stop {
  readonly room: RoomSummary;
  readonly spaceId: string | null;
}

const waits = ({ room }: Stop): boolean => room.unread || room.mentions > 0;
const isJoined = ({ room }: Stop): boolean => room.membership === "join";

function ofSpaces(list: RoomList, folded: ReadonlySet<string>, currentId: string | null): readonly (readonly Stop[])[] {
  return list.spaces
    .filter(({ membership }) => membership === "join")
    .map((space) =>
      space.categories
        .flatMap((category) => shownChannels(space.id, category, folded, [currentId]))
        .map((room) => ({ room, spaceId: space.id })),
    );
}

/**
 * The room that follows (`1`) or precedes (`-1`) the one in view, as the list shows them; past its end from the start.
 * What is unread is looked for everywhere: first on in this list, then through the other servers and home, around.
 * Null: there is none.
 */
export function nextRoom(
  list: RoomList,
  place: Place,
  step: 1 | -1,
  {
    unreadOnly,
    folded,
    mixed,
  }: { readonly unreadOnly: boolean; readonly folded: ReadonlySet<string>; readonly mixed: boolean },
): Place | null {
  const currentId = place.at === "space" || place.at === "home" ? (place.roomId ?? null) : null;
  const home = [...list.directs, ...list.rooms].map((room) => ({ room, spaceId: null }));
  const spaces = ofSpaces(list, folded, currentId);
  const spaceId = place.at === "space" ? place.spaceId : null;
  const own = spaceId === null ? home : (spaces.find((stops) => stops[0]?.spaceId === spaceId) ?? []);
  const everywhere = mixed && spaceId === null ? mixedStops(list) : [home, ...spaces].flat();
  const stops = (unreadOnly ? everywhere : mixed && spaceId === null ? everywhere : own).filter(isJoined);
  const found = after(stops, currentId, spaceId, step, unreadOnly);
  if (found === null) return null;
  const { room } = found;
  return found.spaceId === null
    ? { at: "home", roomId: room.id }
    : { at: "space", spaceId: found.spaceId, roomId: room.id };
}

function after(
  stops: readonly Stop[],
  currentId: string | null,
  spaceId: string | null,
  step: 1 | -1,
  unreadOnly: boolean,
): Stop | null {
  const here = stops.findIndex(({ room }) => room.id === currentId);
  // Nothing chosen: from the beginning of the list that is shown.
  const start =
    here !== -1
      ? here
      : Math.max(
          0,
          stops.findIndex((stop) => stop.spaceId === spaceId),
        ) - (step === 1 ? 1 : 0);
  for (let offset = 1; offset <= stops.length; offset++) {
    const stop = stops[(((start + step * offset) % stops.length) + stops.length) % stops.length];
    if (stop === undefined || stop.room.id === currentId) continue;
    if (!unreadOnly || waits(stop)) return stop;
  }
  return null;
}

function mixedStops(list: RoomList): readonly Stop[] {
  const spaceIds = spacesOfRooms(list);
  return mixedRooms(list).map((room) => ({ room, spaceId: spaceIds.get(room.id)?.id ?? null }));
}
