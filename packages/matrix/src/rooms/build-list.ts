import type { Category, ReplacedRoom, RoomList, RoomSummary, SpaceSummary } from "../contract/rooms.ts";
import { toldApart } from "./partner.ts";

/** A channel's place in its space, from `m.space.child`. */
export interface SpaceChild {
  readonly roomId: string;
  readonly categoryId: string | null;
  /** The specification's `order`: sorts before everything without one. */
  readonly order: string | null;
  readonly ts: number;
}

/** A space without its channels' summaries. */
export interface SpaceFacts {
  readonly id: string;
  readonly name: string;
  readonly topic: string | null;
  readonly avatarMxc: string | null;
  readonly membership: "join" | "invite";
  readonly inviterId: string | null;
  readonly memberCount: number;
  readonly canManage: boolean;
  readonly canInvite: boolean;
  /** As in its summary. */
  readonly upgraded?: true;
  /** From `app.parley.categories`, in their order. */
  readonly categories: readonly { readonly id: string; readonly name: string }[];
  /** Where this account wants it among its own: compared by code units, before all that have none. */
  readonly placeKey: string | null;
  readonly children: readonly SpaceChild[];
}

export type Joinable = Category["joinable"][number];

/**
 * Puts rooms in their places: channels under their space and category, people, loose rooms, invitations. Pure; keeps the
 * given summaries as they are, so that unchanged rows stay identical. Invitations that are `held` are not shown. `replaced`:
 * rooms that gave way to another one, and that one; what only the old one says hides nothing.
 */
export function buildList(
  rooms: readonly RoomSummary[],
  spaces: readonly SpaceFacts[],
  joinableIn: (spaceId: string) => readonly Joinable[],
  held: (roomId: string) => boolean = () => false,
  replaced: ReadonlyMap<string, string> = new Map(),
): RoomList {
  const byId = new Map(rooms.map((room) => [room.id, room]));
  const joinedSpaces = spaces.filter((space) => space.membership === "join").sort(byPlace);
  const placed = new Set<string>();
  for (const space of joinedSpaces) for (const child of space.children) placed.add(child.roomId);
  const invites: (RoomSummary | SpaceSummary)[] = [];
  const directs: RoomSummary[] = [];
  const loose: RoomSummary[] = [];
  const left: ReplacedRoom[] = [];
  const apart = toldApart(rooms.filter(({ id, kind }) => kind === "direct" && !replaced.has(id)));
  for (const one of rooms) {
    const room = apart.get(one.id) ?? one;
    const by = replaced.get(room.id);
    if (by !== undefined) {
      left.push({ room, by });
      byId.delete(room.id);
    } else if (room.membership !== "join") {
      if (room.membership === "invite" && !held(room.id)) invites.push(room);
    } else if (room.kind === "direct") directs.push(room);
    else if (!placed.has(room.id)) loose.push(room);
  }
  for (const space of spaces) if (space.membership === "invite") invites.push(summaryOf(space, []));
  return {
    spaces: joinedSpaces.map((space) => summaryOf(space, categoriesOf(space, byId, joinableIn(space.id)))),
    directs: directs.sort(byActivity),
    rooms: loose.sort(byActivity),
    invites: invites.sort(byName),
    ...(left.length === 0 ? {} : { replaced: left }),
  };
}

function categoriesOf(
  space: SpaceFacts,
  byId: ReadonlyMap<string, RoomSummary>,
  joinable: readonly Joinable[],
): Category[] {
  const known = new Set(space.categories.map((category) => category.id));
  const joinableById = new Map(joinable.map((room) => [room.id, room]));
  const channels = new Map<string | null, RoomSummary[]>([[null, []]]);
  const open = new Map<string | null, Joinable[]>([[null, []]]);
  for (const child of [...space.children].sort(byOrder)) {
    const place = child.categoryId !== null && known.has(child.categoryId) ? child.categoryId : null;
    const room = byId.get(child.roomId);
    const candidate = joinableById.get(child.roomId);
    if (room?.membership === "join") {
      if (room.kind !== "direct") push(channels, place, room);
    } else if (room?.membership === "knock") {
      push(open, place, asWaiting(room));
    } else if (candidate !== undefined && room === undefined) push(open, place, candidate);
  }
  return [{ id: null, name: "" }, ...space.categories].map((category) => ({
    id: category.id,
    name: category.name,
    channels: channels.get(category.id) ?? [],
    joinable: open.get(category.id) ?? [],
  }));
}

/** A channel that I have asked to be let into keeps its place until there is an answer. */
const asWaiting = ({ id, name, topic, voice }: RoomSummary): Joinable => ({ id, name, topic, voice, open: "ask" });

function summaryOf(space: SpaceFacts, categories: Category[]): SpaceSummary {
  let unread = false;
  let mentions = 0;
  for (const category of categories) {
    for (const channel of category.channels) {
      unread ||= channel.unread;
      mentions += channel.mentions;
    }
  }
  const { children: _children, placeKey: _placeKey, ...facts } = space;
  return { ...facts, categories, unread, mentions };
}

function push<T>(places: Map<string | null, T[]>, place: string | null, entry: T): void {
  const entries = places.get(place);
  if (entries === undefined) places.set(place, [entry]);
  else entries.push(entry);
}

/** Order of channels: `order`, then when they were added, then the id (specification 1.17, 11.34.1.2). */
export function byOrder(a: SpaceChild, b: SpaceChild): number {
  if (a.order !== b.order) {
    if (a.order === null) return 1;
    if (b.order === null) return -1;
    return a.order < b.order ? -1 : 1;
  }
  return a.ts - b.ts || (a.roomId < b.roomId ? -1 : 1);
}

/** Order of spaces: as this account has put them, then by name. */
function byPlace(a: SpaceFacts, b: SpaceFacts): number {
  if (a.placeKey === b.placeKey) return byName(a, b);
  if (a.placeKey === null) return 1;
  if (b.placeKey === null) return -1;
  return a.placeKey < b.placeKey ? -1 : 1;
}

function byActivity(a: RoomSummary, b: RoomSummary): number {
  return b.activeAt - a.activeAt || byName(a, b);
}

/** Plain comparison of code units: the order of people's languages is the screen's matter. */
function byName(a: { readonly name: string; readonly id: string }, b: { readonly name: string; readonly id: string }) {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
