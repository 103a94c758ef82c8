import { AppError, type Clock, signal, sleep } from "@parley/kernel";
import type { Member, RoomDetails, RoomSummary, Rooms } from "@parley/matrix";
import { buildRoom, buildSpace, type RoomSeed, type SpaceSeed } from "./builders.ts";
import type { FakeRoom } from "./fake-room.ts";
import { createStore, type FakeSeeds, type Place, type Store } from "./fake-store.ts";

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
  /** Puts the spaces into this order. */
  orderSpaces(spaceIds: readonly string[]): void;
  /** Waits as long as the far end takes, and fails when it was told to. */
  act(): Promise<void>;
  add(seed: RoomSeed): FakeRoom;
  /** The next call that changes something rejects with this error. */
  failNext(error: AppError): void;
}

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
  orderSpaces(ids: readonly string[]) {
    const rank = ({ id }: SpaceSeed): number => (ids.includes(id) ? ids.indexOf(id) : ids.length);
    spaces.value = spaces.value.toSorted((one, other) => rank(one) - rank(other));
  },
  enter({ id, kind, name }: { readonly id: string; readonly kind: "space" | "room"; readonly name: string }) {
    if (kind === "space") spaces.value = [...spaces.value, buildSpace({ id, name })];
    else add(buildRoom({ id, name }));
  },
});

/** I come to the room in which another one goes on. */
function follow({ add }: Store, old: FakeRoom, id: string): void {
  const { spaceId, categoryId, summary } = old.seed;
  const { name, topic, kind, directUserId } = summary;
  add(buildRoom({ id, spaceId, categoryId, name, topic, kind, directUserId, predecessorId: summary.id }));
  const { successor } = old.details.value;
  if (successor !== null) old.details.value = { ...old.details.value, successor: { ...successor, joined: true } };
}

/** I am in it no longer; it stays known what it was. */
function leaveRoom({ rooms, find }: Store, left: Map<string, FakeRoom>, id: string): void {
  const gone = find(id);
  if (gone === undefined) return;
  left.set(id, gone);
  rooms.value = rooms.value.filter((other) => other !== gone);
  gone.details.value = { ...gone.details.value, membership: "leave" };
}

/** Builds `Rooms` in memory. */
export function createFakeRooms(seeds: FakeSeeds, clock: Clock, latencyMs: number): FakeRooms {
  const store = createStore(seeds, clock);
  const { spaces, rooms, list, nextId, find, room, add, changeSummary, changeSpace, newChannel, spacePart } = store;
  const left = new Map<string, FakeRoom>();
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
    details: (id) => (find(id) ?? spacePart(id) ?? left.get(id))?.details ?? signal(null),
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
      const old = rooms.value.find((other) => other.details.value.successor?.roomId === id);
      if (old !== undefined && find(id) === undefined) follow(store, old, id);
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
      add(buildRoom({ id, spaceId: holder.id, name: channel.name, topic: channel.topic, voice: channel.voice }));
    },
    async leave(id) {
      await act();
      if (spaces.value.some((space) => space.id === id)) {
        spaces.value = spaces.value.filter((space) => space.id !== id);
        return;
      }
      leaveRoom(store, left, id);
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
    async searchPeople(term) {
      await act();
      const wanted = term.toLowerCase();
      return seeds.people.filter(
        (person) => person.name.toLowerCase().includes(wanted) || person.userId.includes(wanted),
      );
    },
  };
}
