import { AppError, type Clock, computed, type Signal, signal, sleep } from "@parley/kernel";
import type {
  Category,
  Member,
  NewChannel,
  RoomDetails,
  RoomList,
  RoomSummary,
  Rooms,
  SpaceSummary,
} from "@parley/matrix";
import {
  adminPermissions,
  buildMember,
  buildRoom,
  buildSpace,
  memberPermissions,
  type RoomSeed,
  type SpaceSeed,
} from "./builders.ts";
import { createFakeRoom, type FakeRoom } from "./fake-room.ts";

/** The rooms of a fake session, and the levers behind them. */
export interface FakeRooms extends Rooms {
  room(roomId: string): FakeRoom;
  space(spaceId: string): SpaceSeed | undefined;
  changeSpace(spaceId: string, parts: Partial<SpaceSeed>): void;
  changeSummary(roomId: string, parts: Partial<RoomSummary>): void;
  changeDetails(roomId: string, parts: Partial<RoomDetails>): void;
  changeMembers(roomId: string, change: (members: readonly Member[]) => readonly Member[]): void;
  /** Joins something that the directory lists. */
  enter(found: { readonly id: string; readonly kind: "space" | "room"; readonly name: string }): void;
  /** Puts these channels of a space behind each other, in this category. Null: off the space. */
  place(roomIds: readonly string[], to: Place | null): void;
  /** Waits as long as the far end takes, and fails when it was told to. */
  act(): Promise<void>;
  add(seed: RoomSeed): FakeRoom;
  /** The next call that changes something rejects with this error. */
  failNext(error: AppError): void;
}

interface Place {
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
    unread: all.some((room) => room.unread && !room.muted),
    mentions: all.reduce((sum, room) => sum + room.mentions, 0),
    memberCount: space.memberCount,
    canManage: space.canManage,
    canInvite: space.canInvite,
  };
};

interface FakeSeeds {
  readonly spaces: readonly SpaceSeed[];
  readonly rooms: readonly RoomSeed[];
  readonly people: readonly FakePerson[];
  readonly userId: string;
}

/** What the fake homeserver holds, and the list computed from it. */
function createStore(seeds: FakeSeeds, clock: Clock) {
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
        access: channel.access ?? "server",
        permissions: adminPermissions,
        members: [buildMember({ userId: seeds.userId, name: "Rosa", role: "creator" })],
      }),
    ).summary.value.id;

  const list = computed<RoomList>(() => {
    const joined = rooms.value.filter((other) => other.details.value.membership === "join");
    const byTime = (kind: RoomSummary["kind"]) =>
      joined
        .map((other) => other.summary.value)
        .filter((summary) => summary.kind === kind && summary.membership === "join")
        .sort((a, b) => b.activeAt - a.activeAt);
    const summaries = spaces.value.map((space) => summarise(space, rooms.value, placeOf));
    return {
      spaces: summaries.filter((space) => space.membership === "join"),
      directs: byTime("direct"),
      rooms: byTime("room"),
      invites: [
        ...summaries.filter((space) => space.membership === "invite"),
        ...rooms.value.map((other) => other.summary.value).filter((summary) => summary.membership === "invite"),
      ],
    };
  });

  return { spaces, rooms, list, nextId, find, room, add, changeSummary, changeSpace, newChannel, place, spacePart };
}

const spaceDetails = (space: SpaceSeed): RoomDetails => ({
  id: space.id,
  kind: "space",
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
});

type Store = ReturnType<typeof createStore>;

/** What a fake of the community changes here. */
const levers = ({ find, spacePart, spaces, add, place }: Store) => ({
  changeDetails(id: string, parts: Partial<RoomDetails>) {
    const details = find(id)?.details ?? spacePart(id)?.details;
    if (details !== undefined) details.value = { ...details.value, ...parts };
  },
  changeMembers(id: string, change: (members: readonly Member[]) => readonly Member[]) {
    const members = find(id)?.members ?? spacePart(id)?.members;
    if (members !== undefined) members.value = change(members.value);
  },
  place,
  enter({ id, kind, name }: { readonly id: string; readonly kind: "space" | "room"; readonly name: string }) {
    if (kind === "space") spaces.value = [...spaces.value, buildSpace({ id, name })];
    else add(buildRoom({ id, name }));
  },
});

/** Builds `Rooms` in memory. */
export function createFakeRooms(seeds: FakeSeeds, clock: Clock, latencyMs: number): FakeRooms {
  const store = createStore(seeds, clock);
  const { spaces, rooms, list, nextId, find, room, add, changeSummary, changeSpace, newChannel, spacePart } = store;
  let fault: AppError | null = null;
  const act = async (): Promise<void> => {
    if (latencyMs > 0) await sleep(clock, latencyMs);
    if (fault === null) return;
    const thrown = fault;
    fault = null;
    throw thrown;
  };

  return {
    list,
    room,
    add,
    failNext(error) {
      fault = error;
    },
    act,
    space: (id) => spaces.value.find((space) => space.id === id),
    changeSpace,
    changeSummary,
    ...levers(store),
    details: (id) => find(id)?.details ?? spacePart(id)?.details ?? signal(null),
    members: (id) => find(id)?.members ?? spacePart(id)?.members ?? signal([]),
    async createSpace(request) {
      await act();
      const space = buildSpace({ id: nextId("space"), name: request.name, canManage: true });
      spaces.value = [...spaces.value, { ...space, topic: request.topic ?? null, memberCount: 1 }];
      for (const channel of request.channels) newChannel(space.id, channel);
      return space.id;
    },
    async createChannel(spaceId, channel) {
      await act();
      return newChannel(spaceId, channel);
    },
    async createCategory(spaceId, name) {
      await act();
      const id = nextId("category");
      const space = spaces.value.find((other) => other.id === spaceId);
      changeSpace(spaceId, { categories: [...(space?.categories ?? []), { id, name }] });
      return id;
    },
    async openDirect(userId) {
      await act();
      const standing = rooms.value.find((other) => other.summary.value.directUserId === userId);
      if (standing !== undefined) return standing.summary.value.id;
      const person = seeds.people.find((other) => other.userId === userId);
      const made = add(
        buildRoom({
          id: nextId("direct"),
          kind: "direct",
          name: person?.name ?? userId,
          directUserId: userId,
          activeAt: clock.now(),
        }),
      );
      return made.summary.value.id;
    },
    async join(id) {
      await act();
      const space = spaces.value.find((other) => other.id === id);
      if (space !== undefined) {
        changeSpace(id, { membership: "join" });
        return;
      }
      const target = find(id);
      if (target !== undefined) {
        changeSummary(id, { membership: "join" });
        target.details.value = { ...target.details.value, membership: "join" };
        return;
      }
      const holder = spaces.value.find((other) => other.joinable.some((channel) => channel.id === id));
      const channel = holder?.joinable.find((other) => other.id === id);
      if (holder === undefined || channel === undefined)
        throw new AppError("MATRIX_NOT_FOUND", "There is no such room.");
      changeSpace(holder.id, { joinable: holder.joinable.filter((other) => other.id !== id) });
      add(buildRoom({ id, spaceId: holder.id, name: channel.name, topic: channel.topic }));
    },
    async leave(id) {
      await act();
      if (spaces.value.some((space) => space.id === id)) {
        spaces.value = spaces.value.filter((space) => space.id !== id);
        return;
      }
      rooms.value = rooms.value.filter((other) => other.summary.value.id !== id);
    },
    invite: async () => act(),
    welcome: async () => act(),
    async setName(id, name) {
      await act();
      if (find(id) === undefined) changeSpace(id, { name });
      else changeSummary(id, { name });
      this.changeDetails(id, { name });
    },
    async setTopic(id, topic) {
      await act();
      if (find(id) === undefined) changeSpace(id, { topic });
      else changeSummary(id, { topic });
      this.changeDetails(id, { topic });
    },
    async setMuted(id, muted) {
      await act();
      changeSummary(id, { muted });
    },
    async searchPeople(term) {
      await act();
      const wanted = term.toLowerCase();
      return seeds.people.filter(
        (person) => person.name.toLowerCase().includes(wanted) || person.userId.includes(wanted),
      );
    },
  };
}
