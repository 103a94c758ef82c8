import type { RoomList, SpaceSummary } from "@parley/matrix";
import type { Place } from "../../shared/navigation.ts";
import { homeKey } from "./last-rooms.ts";

/**
 * Where someone lands who asks for no place: where this device was last, else the server in which most recently
 * something happened. Null: there is no server, home it is.
 */
export function landingPlace(
  list: RoomList,
  last: { readonly spaceId: string; readonly roomId: string } | null,
): Place | null {
  if (last?.spaceId === homeKey) {
    const { roomId } = last;
    if ([...list.directs, ...list.rooms].some(({ id }) => id === roomId)) return { at: "home", roomId };
  }
  const joined = list.spaces.filter(({ membership }) => membership === "join");
  const space = joined.find(({ id }) => id === last?.spaceId) ?? latest(joined);
  return space === undefined ? null : { at: "space", spaceId: space.id };
}

function latest(spaces: readonly SpaceSummary[]): SpaceSummary | undefined {
  const activeAt = ({ categories }: SpaceSummary): number =>
    categories.reduce((most, { channels }) => channels.reduce((at, room) => Math.max(at, room.activeAt), most), 0);
  return spaces.reduce<SpaceSummary | undefined>(
    (best, space) => (best === undefined || activeAt(space) > activeAt(best) ? space : best),
    undefined,
  );
}
