import { same } from "../content/same.ts";
import type { Category, RoomList, SpaceSummary } from "../contract/rooms.ts";

/**
 * The new list, in which everything that has not changed is the very object of the old one: what draws it need only look
 * at what is another. The old list itself when nothing has changed.
 */
export function shareList(before: RoomList, after: RoomList): RoomList {
  const spacesBefore = new Map(before.spaces.map((space) => [space.id, space]));
  const next: RoomList = {
    spaces: shareArray(
      before.spaces,
      after.spaces.map((space) => shareSpace(spacesBefore.get(space.id), space)),
    ),
    directs: shareArray(before.directs, after.directs),
    rooms: shareArray(before.rooms, after.rooms),
    invites: shareArray(before.invites, after.invites),
  };
  const replaced = shareReplaced(before.replaced, after.replaced);
  const replacedSpaces = same(before.replacedSpaces, after.replacedSpaces)
    ? before.replacedSpaces
    : after.replacedSpaces;
  const unchanged =
    next.spaces === before.spaces &&
    next.directs === before.directs &&
    next.rooms === before.rooms &&
    next.invites === before.invites &&
    replaced === before.replaced &&
    replacedSpaces === before.replacedSpaces;
  if (unchanged) return before;
  return {
    ...next,
    ...(replaced === undefined ? {} : { replaced }),
    ...(replacedSpaces === undefined ? {} : { replacedSpaces }),
  };
}

function shareReplaced(before: RoomList["replaced"], after: RoomList["replaced"]): RoomList["replaced"] {
  if (before === undefined || after === undefined || before.length !== after.length) return after;
  return after.every(({ room, by }, at) => room === before[at]?.room && by === before[at]?.by) ? before : after;
}

function shareSpace(before: SpaceSummary | undefined, after: SpaceSummary): SpaceSummary {
  if (before === undefined) return after;
  const known = new Map(before.categories.map((category) => [category.id, category]));
  const categories = shareArray(
    before.categories,
    after.categories.map((category) => shareCategory(known.get(category.id), category)),
  );
  const next = { ...after, categories };
  return isShallowlySame(before, next) ? before : next;
}

function shareCategory(before: Category | undefined, after: Category): Category {
  if (before === undefined) return after;
  const channels = shareArray(before.channels, after.channels);
  const joinable = same(before.joinable, after.joinable) ? before.joinable : after.joinable;
  const next = { ...after, channels, joinable };
  return isShallowlySame(before, next) ? before : next;
}

/** The old array where both hold the very same things in the same order. */
function shareArray<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  return before.length === after.length && after.every((entry, at) => entry === before[at]) ? before : after;
}

function isShallowlySame<T extends object>(a: T, b: T): boolean {
  const others = new Map(Object.entries(b));
  const entries = Object.entries(a);
  return entries.length === others.size && entries.every(([key, value]) => Object.is(value, others.get(key)));
}
