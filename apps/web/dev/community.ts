import type { Asker, BannedMember, FoundRoom, Removal } from "@parley/matrix";
import { adminPermissions, buildMember, buildRoom, type RoomSeed } from "@parley/testkit";

/** A first word that no line holds, and more lines after it. */
export const long =
  "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft and all who ever had to do with it";

const found = (parts: Partial<FoundRoom> & Pick<FoundRoom, "id" | "name">): FoundRoom => ({
  kind: "space",
  voice: false,
  alias: null,
  topic: null,
  avatarMxc: null,
  memberCount: 12,
  membership: null,
  open: "yes",
  ...parts,
});

/** What the homeserver's directory lists. */
export const directory: readonly FoundRoom[] = [
  found({ id: "!harbour", name: "Harbour", topic: "Boats, tides and the price of rope.", memberCount: 1204 }),
  found({ id: "!atelier", name: "Atelier", topic: "Where we work.", alias: "#atelier:localhost", memberCount: 8 }),
  found({ id: "!long", name: long, topic: `${long}. ${long}. ${long}.`, memberCount: 1 }),
  found({ id: "!closed", name: "Reading circle", topic: "One book a month.", open: "no", memberCount: 31 }),
  found({ id: "!club", name: "Sailing club", topic: "Ask, and say who you sail with.", open: "ask", memberCount: 17 }),
  found({ id: "!rtl", name: "نادي القراءة", topic: "كتاب واحد كل شهر", memberCount: 2 }),
  found({
    id: "!tide",
    name: "Tide tables",
    kind: "room",
    avatarMxc: "mxc://localhost/harbour",
    topic: "High water, and who saw it.",
    alias: "#tides:localhost",
    memberCount: 310,
  }),
  found({ id: "!watch", name: "Night watch", kind: "room", topic: "Ask the skipper.", open: "ask", memberCount: 9 }),
  found({ id: "!lounge", name: "Lounge", kind: "room", voice: true, topic: "Whatever comes up.", memberCount: 77 }),
];

export const banned: readonly BannedMember[] = [
  { userId: "@spam:localhost", name: "Best offers", avatarMxc: null, reason: "Advertising", byName: "Mira Lindqvist" },
  { userId: "@other:localhost", name: long, avatarMxc: null, reason: null, byName: "Rosa" },
];

export const removals = (now: number): readonly Removal[] => [
  {
    roomId: "!reef",
    kind: "space",
    name: "Reef",
    channelIds: ["!coral"],
    byName: "Mira Lindqvist",
    reason: "The season is over, see you in spring.",
    banned: false,
    at: now - 20_000,
  },
  {
    roomId: "!long",
    kind: "room",
    name: long,
    channelIds: [],
    byName: "Jun",
    reason: null,
    banned: true,
    at: now - 86_400_000,
  },
];

export const askers = (now: number): readonly Asker[] => [
  {
    roomId: "!atelier",
    roomName: "Atelier",
    kind: "space",
    userId: "@lea:localhost",
    name: "Lea Dubois",
    avatarMxc: null,
    reason: "I worked with Mira on the spring catalogue.",
    at: now - 50_000,
  },
  {
    roomId: "!design",
    roomName: "design",
    kind: "room",
    userId: `@${"long".repeat(20)}:localhost`,
    name: long,
    avatarMxc: null,
    reason: null,
    at: now - 500_000,
  },
];

const first = ["Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hana", "Ida", "Jun", "Kai", "Lea"];

/** A room of 5,000 people, one with a very long name. */
export function crowd(): RoomSeed {
  const members = Array.from({ length: 5000 }, (_, at) =>
    buildMember({
      userId: `@person${at}:localhost`,
      name: at === 3 ? long : `${first[at % first.length]} ${at}`,
      role: at === 1 ? "admin" : at < 6 && at > 1 ? "moderator" : "member",
      presence: at % 3 === 0 ? "online" : "offline",
    }),
  );
  return buildRoom({
    id: "!crowd",
    spaceId: "!garden",
    name: "everyone",
    members: [
      buildMember({ userId: "@rosa:localhost", name: "Rosa", role: "creator", presence: "online" }),
      ...members,
    ],
    memberCount: 5001,
    permissions: adminPermissions,
  });
}
