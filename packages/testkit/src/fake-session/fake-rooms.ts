import { AppError, type Clock, computed, type Signal, signal, sleep } from "@parley/kernel";
import type { Category, NewChannel, RoomList, RoomSummary, Rooms, SpaceSummary } from "@parley/matrix";
import { buildMember, buildRoom, buildSpace, type RoomSeed, type SpaceSeed } from "./builders.ts";
import { createFakeRoom, type FakeRoom } from "./fake-room.ts";

/** The rooms of a fake session, and the levers behind them. */
export interface FakeRooms extends Rooms {
  room(roomId: string): FakeRoom;
  add(seed: RoomSeed): FakeRoom;
  /** The next call that changes something rejects with this error. */
  failNext(error: AppError): void;
}

/** People that `searchPeople` finds. */
export interface FakePerson {
  readonly userId: string;
  readonly name: string;
  readonly avatarMxc: string | null;
}

const summarise = (space: SpaceSeed, rooms: readonly FakeRoom[]): SpaceSummary => {
  const own = rooms.filter((room) => room.seed.spaceId === space.id && room.details.value.membership === "join");
  const channels = (id: string | null): RoomSummary[] =>
    own.filter((room) => room.seed.categoryId === id).map((room) => room.summary.value);
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
  const rooms: Signal<readonly FakeRoom[]> = signal(seeds.rooms.map((seed) => createFakeRoom(seed, clock)));
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
    const made = createFakeRoom(seed, clock);
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
    const summaries = spaces.value.map((space) => summarise(space, rooms.value));
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

  return { spaces, rooms, list, nextId, find, room, add, changeSummary, changeSpace, newChannel };
}

/** Builds `Rooms` in memory. */
export function createFakeRooms(seeds: FakeSeeds, clock: Clock, latencyMs: number): FakeRooms {
  const { spaces, rooms, list, nextId, find, room, add, changeSummary, changeSpace, newChannel } = createStore(
    seeds,
    clock,
  );
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
    details: (id) => find(id)?.details ?? signal(null),
    members: (id) =>
      find(id)?.members ??
      signal(
        spaces.value.some((space) => space.id === id)
          ? (rooms.value.find((other) => other.seed.spaceId === id)?.members.value ?? [])
          : [],
      ),
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
      changeSummary(id, { name });
      room(id).details.value = { ...room(id).details.value, name };
    },
    async setTopic(id, topic) {
      await act();
      changeSummary(id, { topic });
      room(id).details.value = { ...room(id).details.value, topic };
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
