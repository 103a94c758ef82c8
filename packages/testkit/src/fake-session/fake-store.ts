import { AppError, type Clock, computed, type Signal, signal } from "@parley/kernel";
import type { Category, Member, NewChannel, RoomDetails, RoomList, RoomSummary, SpaceSummary } from "@parley/matrix";
import {
  adminPermissions,
  buildMember,
  buildRoom,
  memberPermissions,
  type RoomSeed,
  type SpaceSeed,
} from "./builders.ts";
import { createFakeRoom, type FakeRoom } from "./fake-room.ts";

/** Where a channel stands. */
export interface Place {
  readonly spaceId: string;
  readonly categoryId: string | null;
}

/** People that `searchPeople` finds. */
export interface FakePerson {
  readonly userId: string;
  readonly name: string;
  readonly avatarMxc: string | null;
}

const summarise = (
  space: SpaceSeed,
  rooms: readonly FakeRoom[],
  placeOf: (room: FakeRoom) => Place | null,
): SpaceSummary => {
  const own = rooms.filter((room) => placeOf(room)?.spaceId === space.id && room.details.value.membership === "join");
  const known = new Set(space.categories.map(({ id }) => id));
  const categoryOf = (room: FakeRoom): string | null => {
    const id = placeOf(room)?.categoryId ?? null;
    return id !== null && known.has(id) ? id : null;
  };
  const channels = (id: string | null): RoomSummary[] =>
    own.filter((room) => categoryOf(room) === id).map((room) => room.summary.value);
  const categories: Category[] = [
    { id: null, name: "", channels: channels(null), joinable: space.joinable },
    ...space.categories.map((category) => ({ ...category, channels: channels(category.id), joinable: [] })),
  ];
  const all = own.map((room) => room.summary.value);
  return {
    id: space.id,
    name: space.name,
    topic: space.topic,
    avatarMxc: null,
    membership: space.membership,
    inviterId: space.inviterId,
    categories,
    unread: all.some((room) => room.unread),
    mentions: all.reduce((sum, room) => sum + room.mentions, 0),
    memberCount: space.memberCount,
    canManage: space.canManage,
    canInvite: space.canInvite,
    ...(space.successor === undefined ? {} : { upgraded: true }),
  };
};

export interface FakeSeeds {
  readonly spaces: readonly SpaceSeed[];
  readonly rooms: readonly RoomSeed[];
  readonly people: readonly FakePerson[];
  readonly userId: string;
}

/** What the fake homeserver holds, and the list computed from it. */
export function createStore(seeds: FakeSeeds, clock: Clock) {
  const spaces = signal(seeds.spaces);
  const rooms: Signal<readonly FakeRoom[]> = signal(
    seeds.rooms.map((seed) => createFakeRoom(seed, clock, seeds.userId)),
  );
  const places = signal<ReadonlyMap<string, Place | null>>(new Map());
  const placeOf = (room: FakeRoom): Place | null => {
    const moved = places.value.get(room.seed.summary.id);
    if (moved !== undefined) return moved;
    const { spaceId, categoryId } = room.seed;
    return spaceId === null ? null : { spaceId, categoryId };
  };
  const place = (roomIds: readonly string[], to: Place | null) => {
    places.value = new Map([...places.value, ...roomIds.map((roomId) => [roomId, to] as const)]);
    const moved = roomIds.map((roomId) => find(roomId)).filter((other) => other !== undefined);
    rooms.value = [...rooms.value.filter((other) => !moved.includes(other)), ...moved];
  };
  const spaceParts = new Map<string, { details: Signal<RoomDetails>; members: Signal<readonly Member[]> }>();
  const spacePart = (spaceId: string) => {
    const known = spaceParts.get(spaceId);
    const space = spaces.value.find((other) => other.id === spaceId);
    if (known !== undefined || space === undefined) return known;
    const channel = rooms.value.find((other) => other.seed.spaceId === spaceId);
    const made = {
      details: signal(spaceDetails(space)),
      members: signal(space.members ?? channel?.members.value ?? []),
    };
    spaceParts.set(spaceId, made);
    return made;
  };
  let number = 0;
  const nextId = (kind: string): string => {
    number += 1;
    return `!${kind}-made-${number}:localhost`;
  };
  const find = (id: string): FakeRoom | undefined => rooms.value.find((room) => room.summary.value.id === id);
  const room = (id: string): FakeRoom => {
    const found = find(id);
    if (found === undefined) throw new AppError("MATRIX_NOT_FOUND", "There is no such room.");
    return found;
  };
  const add = (seed: RoomSeed): FakeRoom => {
    const made = createFakeRoom(seed, clock, seeds.userId);
    rooms.value = [...rooms.value, made];
    return made;
  };
  const changeSummary = (id: string, parts: Partial<RoomSummary>) => {
    const target = room(id);
    target.summary.value = { ...target.summary.value, ...parts };
  };
  const changeSpace = (id: string, parts: Partial<SpaceSeed>) => {
    spaces.value = spaces.value.map((space) => (space.id === id ? { ...space, ...parts } : space));
  };
  const newChannel = (spaceId: string, channel: NewChannel) =>
    add(
      buildRoom({
        id: nextId("channel"),
        spaceId,
        categoryId: channel.categoryId ?? null,
        name: channel.name,
        topic: channel.topic ?? null,
        voice: channel.voice ?? false,
        access: channel.access ?? "server",
        permissions: adminPermissions,
        members: [buildMember({ userId: seeds.userId, name: "Rosa", role: "creator" })],
      }),
    ).summary.value.id;

  /** The room that has taken the place of another one: I am in both, and each names the other. */
  const placeTaker = (other: FakeRoom): string | null => {
    const { id, successor } = other.details.value;
    if (successor?.joined !== true) return null;
    return find(successor.roomId)?.details.value.predecessorId === id ? successor.roomId : null;
  };

  const list = computed<RoomList>(() => {
    const standing = rooms.value.filter((other) => placeTaker(other) === null);
    const joined = standing.filter((other) => other.details.value.membership === "join");
    const replaced = rooms.value.flatMap((other) => {
      const by = placeTaker(other);
      return by === null ? [] : [{ room: other.summary.value, by }];
    });
    const byTime = (kind: RoomSummary["kind"]) =>
      joined
        .map((other) => other.summary.value)
        .filter((summary) => summary.kind === kind && summary.membership === "join")
        .sort((a, b) => b.activeAt - a.activeAt);
    const summaries = spaces.value.map((space) => summarise(space, standing, placeOf));
    return {
      spaces: summaries.filter((space) => space.membership === "join"),
      directs: byTime("direct"),
      rooms: byTime("room"),
      invites: [
        ...summaries.filter((space) => space.membership === "invite"),
        ...rooms.value.map((other) => other.summary.value).filter((summary) => summary.membership === "invite"),
      ],
      ...(replaced.length === 0 ? {} : { replaced }),
    };
  });

  return { spaces, rooms, list, nextId, find, room, add, changeSummary, changeSpace, newChannel, place, spacePart };
}

const spaceDetails = (space: SpaceSeed): RoomDetails => ({
  id: space.id,
  kind: "space",
  voice: false,
  version: "12",
  name: space.name,
  topic: space.topic,
  avatarMxc: null,
  encrypted: false,
  spaceId: null,
  access: space.access,
  membership: space.membership,
  role: space.canManage ? "creator" : "member",
  permissions: space.canManage ? adminPermissions : memberPermissions,
  callRights: { join: true, speak: true, video: true, screen: true },
  callRoles: { join: "member", speak: "member", video: "member", screen: "member" },
  successor: space.successor ?? null,
  predecessorId: null,
});

export type Store = ReturnType<typeof createStore>;
