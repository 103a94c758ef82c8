import { type ReadonlySignal, type Signal, signal } from "@parley/kernel";
import { EventType, type MatrixClient, type Room, UserEvent } from "matrix-js-sdk";
import { cleanName } from "../content/clean.ts";
import type { MemberRole } from "../contract/role.ts";
import type { Member, RoomDetails, RoomPermissions } from "../contract/rooms.ts";
import { toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { watchLine } from "../sdk/watch-line.ts";
import { callRightsOf, callRolesOf } from "./call-levels.ts";
import { directRooms } from "./direct-rooms.ts";
import { knownMembership } from "./known-membership.ts";
import { isAmbiguous } from "./namesakes.ts";
import { permissionsOf, roleOf } from "./power.ts";
import { accessOf, isVoice, nameOf, powerFacts, stateContent, topicOf } from "./read-room.ts";
import type { LiveRoomList } from "./room-list.ts";
import { predecessorFor, predecessorOf, successorFor, successorOf } from "./upgrades.ts";

/** One room in detail: made when first asked for, kept fresh with the list. */
export interface RoomViews {
  details(roomId: string): ReadonlySignal<RoomDetails | null>;
  members(roomId: string): ReadonlySignal<readonly Member[]>;
}

const rank: Readonly<Record<MemberRole, number>> = { creator: 0, admin: 1, moderator: 2, member: 3 };

export function createRoomViews(handle: ClientHandle, live: LiveRoomList): RoomViews {
  const { client, scope } = handle;
  const details = new Map<string, Signal<RoomDetails | null>>();
  const members = new Map<string, Signal<readonly Member[]>>();
  const loading = new Set<string>();

  const readDetails = (roomId: string): RoomDetails | null => {
    const room = client.getRoom(roomId);
    if (room === null) return null;
    const roomOf = (id: string): Room | null => client.getRoom(id);
    return {
      ...detailsOf(room, handle.account.userId, {
        spaceId: spaceOf(live, roomId),
        direct: directRooms(client).has(roomId),
      }),
      successor: successorFor(room, roomOf),
      predecessorId: predecessorFor(room, roomOf),
    };
  };
  const isCut = watchLine(handle, () => {
    for (const [roomId, people] of members) people.value = readMembers(roomId);
  });
  const readMembers = (roomId: string): readonly Member[] => {
    const room = client.getRoom(roomId);
    // Who reads this is here, whatever the homeserver last heard from another of the person's devices.
    const presenceOf = (userId: string): string | undefined =>
      userId === handle.account.userId ? "online" : client.getUser(userId)?.presence;
    return room === null ? [] : membersOf(room, isCut() ? () => undefined : presenceOf);
  };
  const loadMembers = (roomId: string): void => {
    const room = client.getRoom(roomId);
    if (room === null || room.getMyMembership() !== "join" || loading.has(roomId)) return;
    loading.add(roomId);
    room.loadMembersIfNeeded().then(
      () => {
        const target = members.get(roomId);
        if (target !== undefined && !scope.ended) target.value = readMembers(roomId);
      },
      (thrown) => {
        // Tried again with the room's next change; until then the known members are shown.
        loading.delete(roomId);
        handle.ports.log.debug("members could not be loaded", { code: toMatrixError(thrown).code });
      },
    );
  };

  live.onChanged((changed) => {
    for (const [roomId, detail] of details) {
      // What became of the room that it goes on in, or continues, shows in both.
      const others = [detail.peek()?.successor?.roomId, ...namedBy(client, roomId)];
      if (changed.has(roomId) || others.some((other) => typeof other === "string" && changed.has(other)))
        detail.value = readDetails(roomId);
    }
    for (const roomId of changed) {
      const people = members.get(roomId);
      if (people !== undefined) {
        people.value = readMembers(roomId);
        loadMembers(roomId);
      }
    }
  });
  let cancelPresence: (() => void) | null = null;
  const onPresence = (): void => {
    cancelPresence ??= handle.ports.clock.after(1000, () => {
      cancelPresence = null;
      for (const [roomId, people] of members) people.value = readMembers(roomId);
    });
  };
  client.on(UserEvent.Presence, onPresence);
  scope.onEnd(() => {
    cancelPresence?.();
    client.off(UserEvent.Presence, onPresence);
  });

  return {
    details(roomId) {
      const known = details.get(roomId);
      if (known !== undefined) return known;
      const made = signal(readDetails(roomId));
      details.set(roomId, made);
      return made;
    },
    members(roomId) {
      const known = members.get(roomId);
      if (known !== undefined) return known;
      const made = signal(readMembers(roomId));
      members.set(roomId, made);
      loadMembers(roomId);
      return made;
    },
  };
}

function spaceOf(live: LiveRoomList, roomId: string): string | null {
  for (const space of live.list.peek().spaces) {
    for (const category of space.categories) {
      if (category.channels.some((channel) => channel.id === roomId)) return space.id;
    }
  }
  return null;
}

/** The rooms that a room says it goes on in, and continues: it may be one of the middle. */
function namedBy(client: MatrixClient, roomId: string): readonly (string | null)[] {
  const room = client.getRoom(roomId);
  return room === null ? [] : [successorOf(room), predecessorOf(room)];
}

function detailsOf(
  room: Room,
  userId: string,
  { spaceId, direct }: { readonly spaceId: string | null; readonly direct: boolean },
): Omit<RoomDetails, "successor" | "predecessorId"> {
  const membership = knownMembership(room, userId) ?? "none";
  const power = powerFacts(room);
  return {
    id: room.roomId,
    kind: room.isSpaceRoom() ? "space" : "room",
    voice: isVoice(room, direct),
    version: room.getVersion(),
    name: nameOf(room),
    topic: topicOf(room),
    avatarMxc: room.getMxcAvatarUrl(),
    encrypted: stateContent(room, EventType.RoomEncryption) !== null,
    spaceId,
    access: accessOf(room),
    membership: isMembership(membership) ? membership : "none",
    role: roleOf(power, userId),
    permissions: ended(permissionsOf(power, userId, membership === "join"), room),
    callRights: callRightsOf(power, userId, membership === "join"),
    callRoles: callRolesOf(power),
  };
}

/** Whatever its levels say: in a room that goes on elsewhere nothing is begun. */
function ended(permissions: RoomPermissions, room: Room): RoomPermissions {
  if (successorOf(room) === null) return permissions;
  return { ...permissions, send: false, react: false, startCall: false };
}

function isMembership(value: string): value is Exclude<RoomDetails["membership"], "none"> {
  return value === "join" || value === "invite" || value === "leave" || value === "ban" || value === "knock";
}

/** As people look for names: accents and case aside, numbers by their size. */
const names = new Intl.Collator(undefined, { numeric: true });
/** More people than this stand by plain letters and numbers: what a language has to say of so many takes too long. */
const mostByLanguage = 1_000;
const digits = 12;
/** What a name stands by among many. */
const sortKey = (name: string): string => name.toLowerCase().replace(/\d+/g, (number) => number.padStart(digits, "0"));

/** The members that are known, by rank, then name. */
export function membersOf(room: Room, presenceOf: (userId: string) => string | undefined): Member[] {
  const power = powerFacts(room);
  const people: Member[] = [];
  for (const member of room.getMembers()) {
    if (member.membership !== "join" && member.membership !== "invite") continue;
    people.push({
      userId: member.userId,
      name: cleanName(member.rawDisplayName, member.userId),
      ambiguous: isAmbiguous(room, member),
      avatarMxc: member.getMxcAvatarUrl() ?? null,
      membership: member.membership,
      role: roleOf(power, member.userId),
      presence: presenceIn(presenceOf(member.userId)),
    });
  }
  if (people.length <= mostByLanguage) {
    return people.sort(
      (a, b) => rank[a.role] - rank[b.role] || names.compare(a.name, b.name) || compare(a.userId, b.userId),
    );
  }
  const keyed = people.map((member) => ({ member, key: sortKey(member.name) }));
  keyed.sort(
    ({ member: a, key }, { member: b, key: other }) =>
      rank[a.role] - rank[b.role] || compare(key, other) || compare(a.userId, b.userId),
  );
  return keyed.map(({ member }) => member);
}

function presenceIn(presence: string | undefined): Member["presence"] {
  if (presence === "online" || presence === "offline") return presence;
  return presence === "unavailable" ? "away" : "unknown";
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
