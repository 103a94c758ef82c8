import type { FakeSession, RoomSeed } from "@parley/testkit";
import { adminPermissions, buildMember, buildRoom } from "@parley/testkit";
import { buildCallMember } from "@parley/testkit/calls";
import { people, talk } from "./messages.ts";

const long = "wednesday-evening-table-tennis-and-other-things-that-never-fit-into-a-list";

/** Voice channels: with people, many people, nobody, a long name, and such as one may not join or speak in. */
export const voiceChannels = (now: number): readonly RoomSeed[] => [
  voice("!studio", "Studio", {
    items: talk(now, "studio", 6),
    readUpTo: "$studio-5",
    permissions: adminPermissions,
    topic: "Drop in while you draw",
  }),
  voice("!hall", "Town hall", {}),
  voice("!quiet", "Quiet room", { unread: true }),
  voice("!longvoice", long, {}),
  voice("!board", "Board", { members: asMember, callRoles: { join: "admin" } }),
  voice("!talks", "Talks", { members: asMember, callRoles: { speak: "moderator", video: "moderator" } }),
];

const guests = "ada ben cleo dan eva finn".split(" ");
const members = [
  ...people,
  ...guests.map((name) => buildMember({ userId: `@${name}:localhost`, name })),
  buildMember({ userId: "@longest:localhost", name: "Ana Maria Constantinopolitansky-Featherstonehaugh" }),
];
/** Rosa as one of many. */
const asMember = members.map((person) =>
  person.userId === "@rosa:localhost" ? { ...person, role: "member" as const } : person,
);

const voice = (id: string, name: string, parts: Parameters<typeof buildRoom>[0]): RoomSeed =>
  buildRoom({ id, name, voice: true, spaceId: "!atelier", categoryId: "voice", members, ...parts });

/** Puts people into them. */
export function placeVoices(session: FakeSession): void {
  const place = (roomId: string, names: readonly string[]) =>
    session.calls.place(
      roomId,
      names.map((name) => buildCallMember({ userId: `@${name}:localhost` })),
    );
  place("!studio", ["mira", "tomas"]);
  place("!hall", ["longest", ...people.slice(1, 7).map(({ userId }) => userId.slice(1, -10)), ...guests].slice(0, 12));
  place("!longvoice", ["longest"]);
  place("!talks", ["mira"]);
}
