import { AppError, computed, type Signal, signal } from "@parley/kernel";
import type {
  AskedRoom,
  Asker,
  BannedMember,
  Discovery,
  FoundRoom,
  Knocks,
  Member,
  MemberRole,
  Moderation,
  People,
  PersonPresence,
  Removal,
  Removals,
  Upkeep,
} from "@parley/matrix";
import type { FakeRooms } from "./fake-rooms.ts";
import type { FakePerson } from "./fake-store.ts";

/** Other people and the keeping of rooms, in memory. */
export interface FakeCommunity {
  readonly people: People;
  readonly moderation: Moderation;
  readonly upkeep: Upkeep;
  readonly removals: Removals;
  readonly knocks: Knocks;
  readonly discovery: Discovery;
}

export interface CommunitySeed {
  readonly people: readonly FakePerson[];
  readonly userId: string;
  readonly blocked: readonly string[];
  readonly banned: readonly BannedMember[];
  readonly removals: readonly Removal[];
  readonly askers: readonly Asker[];
  /** What the directory lists. */
  readonly directory: readonly FoundRoom[];
}

const ranks: Readonly<Record<MemberRole, number>> = { creator: 3, admin: 2, moderator: 1, member: 0 };

export function createFakeCommunity(rooms: FakeRooms, seed: CommunitySeed): FakeCommunity {
  return {
    people: fakePeople(rooms, seed),
    moderation: fakeModeration(rooms, seed),
    upkeep: fakeUpkeep(rooms),
    removals: fakeRemovals(seed.removals),
    knocks: fakeKnocks(rooms, seed),
    discovery: fakeDiscovery(rooms, seed),
  };
}

function fakePeople(rooms: FakeRooms, seed: CommunitySeed): People {
  const blocked = signal<readonly string[]>(seed.blocked);
  const visible = signal(true);
  return {
    async profile(userId) {
      await rooms.act();
      return seed.people.find((person) => person.userId === userId) ?? null;
    },
    presence: (userId) =>
      computed<PersonPresence>(() => {
        const places = rooms.list.value;
        const channels = places.spaces.flatMap((space) => space.categories.flatMap(({ channels: all }) => all));
        for (const { id } of [...channels, ...places.directs, ...places.rooms]) {
          const found = rooms.members(id).value.find((member) => member.userId === userId);
          if (found !== undefined) return { state: found.presence, lastActiveAt: null };
        }
        return { state: "unknown", lastActiveAt: null };
      }),
    visible,
    async setVisible(next) {
      await rooms.act();
      visible.value = next;
    },
    setIdle() {},
    blocked,
    async block(userId) {
      await rooms.act();
      blocked.value = [...blocked.value.filter((id) => id !== userId), userId].sort();
    },
    async unblock(userId) {
      await rooms.act();
      blocked.value = blocked.value.filter((id) => id !== userId);
    },
  };
}

function fakeModeration(rooms: FakeRooms, seed: CommunitySeed): Moderation {
  const banned: Signal<ReadonlyMap<string, readonly BannedMember[]>> = signal(new Map());
  const bannedIn = (roomId: string) => banned.value.get(roomId) ?? seed.banned;
  const find = (roomId: string, userId: string): Member | undefined =>
    rooms.members(roomId).value.find((member) => member.userId === userId);
  const take = (roomId: string, userId: string) => {
    rooms.changeMembers(roomId, (members) => members.filter((member) => member.userId !== userId));
  };
  return {
    async allMembers(roomId) {
      await rooms.act();
      return rooms.members(roomId).value;
    },
    actionsOn(roomId, userId) {
      const details = rooms.details(roomId).value;
      const mine = ranks[details?.role ?? "member"];
      const target = find(roomId, userId);
      const theirs = ranks[target?.role ?? "member"];
      const above = userId !== seed.userId && mine > theirs && target !== undefined;
      const may = details?.permissions;
      const roles = (["admin", "moderator", "member"] as const).filter((role) => ranks[role] <= mine);
      return {
        remove: above && may?.kick === true,
        ban: above && may?.ban === true,
        roles: may?.editRoles === true && theirs < 3 && (above || userId === seed.userId) ? roles : [],
      };
    },
    async remove(roomId, userId) {
      await rooms.act();
      take(roomId, userId);
      return { skipped: 0 };
    },
    async ban(roomId, userId, reason) {
      await rooms.act();
      const member = find(roomId, userId);
      take(roomId, userId);
      const entry: BannedMember = {
        userId,
        name: member?.name ?? userId,
        avatarMxc: null,
        reason: reason ?? null,
        byName: "Rosa",
      };
      banned.value = new Map([...banned.value, [roomId, [...bannedIn(roomId), entry]]]);
      return { skipped: 0 };
    },
    async unban(roomId, userId) {
      await rooms.act();
      const left = bannedIn(roomId).filter((entry) => entry.userId !== userId);
      banned.value = new Map([...banned.value, [roomId, left]]);
      return { lifted: 0, kept: 0, skipped: 0 };
    },
    async banned(roomId) {
      await rooms.act();
      return bannedIn(roomId);
    },
    async setRole(roomId, userId, role) {
      await rooms.act();
      rooms.changeMembers(roomId, (members) =>
        members.map((member) => (member.userId === userId ? { ...member, role } : member)),
      );
      if (userId === seed.userId) rooms.changeDetails(roomId, { role });
      return { skipped: 0 };
    },
  };
}

function fakeUpkeep(rooms: FakeRooms): Upkeep {
  const listed = new Set<string>();
  return {
    async setPicture() {
      await rooms.act();
    },
    async setAccess(roomId, access) {
      await rooms.act();
      rooms.changeDetails(roomId, { access });
    },
    async listed(roomId) {
      await rooms.act();
      return listed.has(roomId);
    },
    async setListed(roomId, on) {
      await rooms.act();
      if (on) listed.add(roomId);
      else listed.delete(roomId);
    },
    async setCallRole(roomId, right, role) {
      await rooms.act();
      const before = rooms.details(roomId).value?.callRoles;
      if (before !== undefined) rooms.changeDetails(roomId, { callRoles: { ...before, [right]: role } });
    },
    async arrange(spaceId, arrangement) {
      await rooms.act();
      const categories = arrangement.flatMap(({ id, name }) => (id === null ? [] : [{ id, name }]));
      rooms.changeSpace(spaceId, { categories });
      for (const { id, channelIds } of arrangement) rooms.place(channelIds, { spaceId, categoryId: id });
    },
    async orderSpaces(spaceIds) {
      await rooms.act();
      rooms.orderSpaces(spaceIds);
    },
    async unlist(_spaceId, roomId) {
      await rooms.act();
      rooms.place([roomId], null);
      rooms.changeSummary(roomId, { kind: "room" });
    },
  };
}

function fakeKnocks(rooms: FakeRooms, seed: CommunitySeed): Knocks {
  const asked = signal<readonly AskedRoom[]>([]);
  const askers = signal(seed.askers);
  const offered = () =>
    rooms.list.value.spaces.flatMap(({ categories }) => categories.flatMap(({ joinable }) => joinable));
  const answer = async (roomId: string, userId: string): Promise<void> => {
    await rooms.act();
    askers.value = askers.value.filter((asker) => asker.roomId !== roomId || asker.userId !== userId);
  };
  return {
    asked,
    askers,
    async ask(idOrAlias) {
      await rooms.act();
      const found = seed.directory.find(({ id, alias }) => id === idOrAlias || alias === idOrAlias);
      const { id, name } = found ?? offered().find((channel) => channel.id === idOrAlias) ?? {};
      if (id === undefined || name === undefined) throw new AppError("MATRIX_NOT_FOUND", "There is no such room.");
      const { kind = "room", avatarMxc = null } = found ?? {};
      asked.value = [...asked.value, { roomId: id, kind, name, avatarMxc }];
    },
    async withdraw(roomId) {
      await rooms.act();
      asked.value = asked.value.filter((room) => room.roomId !== roomId);
    },
    letIn: answer,
    decline: answer,
  };
}

function fakeRemovals(seed: readonly Removal[]): Removals {
  const list = signal(seed);
  return {
    list,
    dismiss(roomId) {
      list.value = list.value.filter((removal) => removal.roomId !== roomId);
    },
  };
}

function fakeDiscovery(rooms: FakeRooms, seed: CommunitySeed): Discovery {
  const membership = (entry: FoundRoom): FoundRoom => {
    const mine =
      rooms.list.value.spaces.some(({ id }) => id === entry.id) || rooms.details(entry.id).value?.membership === "join";
    return mine ? { ...entry, membership: "join" } : entry;
  };
  const invitation = (roomId: string): FoundRoom | undefined => {
    const entry = rooms.list.value.invites.find(({ id }) => id === roomId);
    if (entry === undefined) return undefined;
    const { id, name, topic, avatarMxc, memberCount } = entry;
    const kind = "kind" in entry ? "room" : "space";
    const voice = "kind" in entry && entry.voice;
    return { voice, id, name, topic, avatarMxc, memberCount, kind, alias: null, membership: "invite", open: "no" };
  };
  const channelOf = (roomId: string): FoundRoom | undefined => {
    const channels = rooms.list.value.spaces.flatMap(({ categories }) => categories.flatMap((each) => each.joinable));
    const channel = channels.find(({ id }) => id === roomId);
    if (channel === undefined) return undefined;
    return { ...channel, kind: "room", alias: null, avatarMxc: null, memberCount: 2, membership: null };
  };
  const entryOf = (idOrAlias: string): FoundRoom => {
    const found =
      seed.directory.find(({ id, alias }) => id === idOrAlias || alias === idOrAlias) ??
      invitation(idOrAlias) ??
      channelOf(idOrAlias);
    if (found === undefined) throw new AppError("MATRIX_NOT_FOUND", "There is no such room.");
    return membership(found);
  };
  return {
    async search({ term, kind, from }) {
      await rooms.act();
      const wanted = term.trim().toLowerCase();
      const all = seed.directory.filter(
        (entry) => entry.kind === kind && `${entry.name} ${entry.topic ?? ""}`.toLowerCase().includes(wanted),
      );
      const start = Number(from ?? 0);
      const end = start + 30;
      return { found: all.slice(start, end).map(membership), next: end < all.length ? String(end) : null };
    },
    async preview(idOrAlias) {
      await rooms.act();
      return entryOf(idOrAlias);
    },
    async join(idOrAlias) {
      const entry = entryOf(idOrAlias);
      await rooms.act();
      rooms.enter(entry);
      return entry.id;
    },
  };
}
