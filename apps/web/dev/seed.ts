import { systemClock } from "@parley/kernel";
import type { Device } from "@parley/matrix";
import {
  adminPermissions,
  buildMember,
  buildMessage,
  buildNotice,
  buildRoom,
  buildSession,
  buildSpace,
  type FakeSession,
  fakePinned,
  type RoomSeed,
  type SpaceSeed,
} from "@parley/testkit";
import { placeCallers } from "./calls.ts";
import { askers, banned, crowd, directory, long, removals } from "./community.ts";
import { inbox } from "./inbox.ts";
import { heardOfLong, withLongNames } from "./long-names.ts";
import { mediaMessages } from "./media.ts";
import { day, design, longHistory, minute, mira, people, roles, rosa, states, talk, tall } from "./messages.ts";
import { called } from "./ringing.ts";
import type { Scenario } from "./scenario.ts";
import { gardenMoved, shutUpgraded, upgradedRooms } from "./upgraded.ts";
import { placeVoices, voiceChannels } from "./voice.ts";
import { keepFiles } from "./waiting.ts";

const preview = (
  senderName: string,
  text: string | null,
  ts: number,
  kind: "message" | "file" = "message",
  mine = false,
) => ({ senderId: "@x:localhost", senderName, mine, text, kind, ts });

const spaces: readonly SpaceSeed[] = [
  buildSpace({
    id: "!atelier",
    name: "Atelier",
    canManage: true,
    memberCount: 8,
    categories: [
      { id: "work", name: "Work" },
      { id: "voice", name: "Voice" },
      { id: "far", name: "A category with a rather long name that does not fit" },
    ],
    joinable: [{ id: "!open", name: "open-to-all", topic: "Whoever wants", voice: true, open: "yes" }],
  }),
  buildSpace({ id: "!chess", name: "Chess club" }),
  buildSpace({ id: "!garden", name: "Garden", successor: gardenMoved }),
  buildSpace({ id: "!invited", name: "Night shift", membership: "invite", inviterId: "@jun:localhost" }),
];

const channels = (now: number): readonly RoomSeed[] => [
  buildRoom({
    id: "!general",
    spaceId: "!atelier",
    categoryId: "work",
    name: "general",
    members: people,
    items: longHistory(now),
    readUpTo: "$long-1999",
    last: preview("Tomás", "photos from Saturday are in the folder", now - 200 * minute),
    activeAt: now - 200 * minute,
  }),
  buildRoom({
    id: "!design",
    spaceId: "!atelier",
    categoryId: "work",
    name: "design",
    topic: "Screens, tokens, and the long argument about corners",
    members: people,
    items: design(now),
    readUpTo: "$read",
    typing: ["Jun"],
    mentions: 2,
    unread: true,
    last: preview("Mira", "the shadows read as dirt on OLED, shall we drop them", now - 8 * minute),
    activeAt: now - 8 * minute,
  }),
  buildRoom({
    id: "!research",
    spaceId: "!atelier",
    categoryId: "work",
    name: "research",
    unread: true,
    unreadCount: 3,
    activeAt: now - 2 * day,
  }),
  buildRoom({
    id: "!clients",
    spaceId: "!atelier",
    categoryId: "work",
    name: "clients",
    unread: true,
    mentions: 2,
  }),
  buildRoom({ id: "!random", spaceId: "!atelier", categoryId: "work", name: "random", muted: true }),
  buildRoom({
    id: "!states",
    permissions: adminPermissions,
    spaceId: "!atelier",
    categoryId: "far",
    name: "every-state-of-a-message-in-one-very-long-channel-name",
    members: roles,
    items: states(now),
    topic: "What a message can be",
    readUpTo: null,
  }),
  buildRoom({
    id: "!empty",
    spaceId: "!atelier",
    categoryId: "far",
    name: "fresh",
    members: people.slice(0, 1),
    topic: "A channel in which nobody has said anything yet",
  }),
  buildRoom({
    id: "!readonly",
    spaceId: "!atelier",
    categoryId: "far",
    name: "news",
    permissions: { send: false },
    encrypted: false,
    items: [buildMessage({ ...mira, text: "Only admins write here." })],
  }),
  buildRoom({
    id: "!tall",
    spaceId: "!atelier",
    categoryId: "far",
    name: "pastes",
    items: tall(now),
    readUpTo: "$tall-last",
  }),
  buildRoom({
    id: "!missed",
    spaceId: "!atelier",
    categoryId: "far",
    name: "missed",
    items: talk(now, "missed", 90),
    readUpTo: "$missed-43",
    unread: true,
    unreadCount: 46,
  }),
  buildRoom({
    id: "!holiday",
    spaceId: "!atelier",
    categoryId: "far",
    name: "after-a-holiday",
    items: talk(now, "holiday", 300),
    readUpTo: "$holiday-19",
    unread: true,
    unreadCount: 280,
  }),
  buildRoom({
    id: "!media",
    spaceId: "!atelier",
    categoryId: "far",
    name: "pictures",
    avatarMxc: "mxc://localhost/tower",
    access: "everyone",
    topic: "What we saw on the way",
    permissions: adminPermissions,
    members: people,
    items: mediaMessages(now),
    readUpTo: null,
  }),
  ...upgradedRooms(now),
  buildRoom({ id: "!away", spaceId: "!chess", name: "openings", mentions: 4, unread: true }),
];

const homeRooms = (now: number): readonly RoomSeed[] => [
  buildRoom({
    id: "!regatta",
    name: "Regatta",
    avatarMxc: "mxc://localhost/harbour",
    topic: "Who sails, and with whom",
    members: people,
    activeAt: now - 2 * day,
  }),
  buildRoom({
    id: "!mira",
    kind: "direct",
    name: "Mira Lindqvist",
    directUserId: "@mira:localhost",
    activeAt: now - 20 * minute,
    last: preview("Rosa", "on my way, 5 min", now - 20 * minute, "message", true),
    items: [
      buildMessage({
        ...mira,
        eventId: "$numbers",
        ts: now - 22 * minute,
        text: "Are you coming up? We start with the numbers.",
      }),
      buildMessage({ ...rosa, ts: now - 20 * minute, text: "on my way, 5 min" }),
    ],
  }),
  buildRoom({
    id: "!jun",
    kind: "direct",
    name: "Jun",
    directUserId: "@jun:localhost",
    unread: true,
    unreadCount: 1,
    activeAt: now - day,
    last: preview("Jun", "see you there", now - day),
    permissions: { startCall: true },
    items: called(now),
  }),
  buildRoom({
    id: "!group",
    name: "Jun, Olena and 2 others",
    activeAt: now - 4 * day,
    last: preview("Olena", null, now - 4 * day, "file"),
  }),
  buildRoom({
    id: "!declined",
    kind: "direct",
    name: "Ana Prado",
    directUserId: "@ana:localhost",
    alone: true,
    members: [buildMember({ userId: "@rosa:localhost", name: "Rosa" })],
    activeAt: now - 9 * day,
    last: preview("Rosa", "Shall we look at the plans?", now - 9 * day, "message", true),
    items: [
      buildMessage({ ...rosa, ts: now - 9 * day, text: "Shall we look at the plans?" }),
      buildNotice({
        actorId: "@ana:localhost",
        actorName: "Ana Prado",
        ts: now - 9 * day,
        notice: { kind: "declined", subjectName: "Ana Prado" },
      }),
    ],
  }),
  buildRoom({
    id: "!letter",
    kind: "direct",
    name: "Inês",
    membership: "invite",
    directUserId: "@ines:localhost",
    inviterId: "@ines:localhost",
  }),
];

/** 5,000 channels and as many conversations' worth of names, to scroll through. */
function manyRooms(now: number): readonly RoomSeed[] {
  return Array.from({ length: 5000 }, (_, index) =>
    buildRoom({
      id: `!many-${index}`,
      ...(index % 2 === 0 ? { spaceId: "!atelier", categoryId: "work" } : {}),
      name: `project-${index}`,
      unread: index % 7 === 0,
      activeAt: now - index * minute,
    }),
  );
}

const hour = 60 * minute;

function devices(now: number): readonly Device[] {
  const here = {
    id: "HERE",
    name: "Firefox on Linux",
    lastSeenAt: now,
    lastSeenIp: "192.0.2.4",
    verified: true,
    current: true,
  };
  const phone = { ...here, id: "PHONE", name: "Rosa's phone", lastSeenAt: now - 3 * hour, current: false };
  const old = { ...phone, id: "OLD", name: "", lastSeenAt: now - 90 * 24 * hour, lastSeenIp: null, verified: false };
  return [here, phone, old];
}

/** Without a connection nobody is known to be here; who reads that is. */
const ofTheCut = (room: RoomSeed): RoomSeed => ({
  ...room,
  members: room.members.map((one) => (one.userId === rosa.senderId ? one : { ...one, presence: "unknown" as const })),
});

/** A session with a room for each state that is worth a look, with none, or with very many. */
export function seedSession({ list, names, latencyMs, removed, asking, call, connection }: Scenario): FakeSession {
  const now = systemClock.now();
  const cut = connection === "network" || connection === "homeserver";
  const standing = {
    full: () => [...channels(now), ...voiceChannels(now), ...homeRooms(now), crowd()],
    many: () => [...channels(now), ...manyRooms(now)],
    empty: () => [],
  }[list]();
  const rooms = cut ? standing.map(ofTheCut) : standing;
  const longest = names === "long";
  const heard = list === "empty" ? [] : inbox(now);
  const session = buildSession({
    clock: systemClock,
    latencyMs,
    people: people.map(({ userId, name }) => ({ userId, name, avatarMxc: null })),
    spaces: list === "empty" ? [] : spaces.map((space) => (longest ? { ...space, name: long } : space)),
    rooms: longest ? rooms.map(withLongNames) : rooms,
    inbox: longest ? heard.map(heardOfLong) : heard,
    banned,
    removals: list !== "empty" && removed === "yes" ? removals(now) : [],
    askers: asking === "yes" ? askers(now) : [],
    blocked: list === "empty" ? [] : ["@spam:localhost"],
    directory: list === "empty" ? [] : directory,
    callService: "https://parley.example/livekit/jwt",
  });
  if (list !== "empty") placeCallers(session, call);
  if (list === "full") {
    placeVoices(session);
    keepFiles(session);
  }
  shutUpgraded(session);
  if (list !== "empty") fakePinned(session.rooms.room("!design")).value = ["$read", "$shadows"];
  return { ...session, own: { ...session.own, devices: async () => devices(now) } };
}
