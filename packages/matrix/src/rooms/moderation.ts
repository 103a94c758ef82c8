import { EventType, type MatrixClient, type Room } from "matrix-js-sdk";
import type { BannedMember, Moderation, Skipped } from "../contract/moderation.ts";
import { mapped, matrixError, toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { knownMembership } from "./known-membership.ts";
import { actionsOn, levelIn, levelOf, roleLevels } from "./power.ts";
import { childrenOf, powerFacts, stateContent } from "./read-room.ts";
import { membersOf } from "./room-views.ts";

const maxChannels = 200;
const longestReason = 500;

type Outcome = "done" | "skipped";

/** Removing, banning, roles. */
export function createModeration(handle: ClientHandle): Moderation {
  const { client, account, ports } = handle;
  const me = account.userId;

  const roomOf = (roomId: string): Room => {
    const room = client.getRoom(roomId);
    if (room === null) throw matrixError("MATRIX_NOT_FOUND", "this room is not known here");
    return room;
  };
  /** The channels of a space that I am in, and how many others it has; none of any other room. */
  const channelsOf = (room: Room): { mine: Room[]; others: number } => {
    if (!room.isSpaceRoom()) return { mine: [], others: 0 };
    const known = childrenOf(room).map(({ roomId }) => client.getRoom(roomId));
    const channels = known.filter((channel) => channel?.isSpaceRoom() !== true);
    const mine = channels
      .filter((channel) => channel !== null)
      .filter((channel) => channel.getMyMembership() === "join")
      .slice(0, maxChannels);
    return { mine, others: channels.length - mine.length };
  };
  const facts = (room: Room, userId: string) =>
    actionsOn(powerFacts(room), me, { userId, membership: knownMembership(room, userId) });
  /** Does it in the channels where I may, and answers in how many it was not done. */
  const inChannels = async (room: Room, deed: (channel: Room) => Promise<Outcome>): Promise<Skipped> => {
    const { mine, others } = channelsOf(room);
    let skipped = others;
    for (const channel of mine) {
      try {
        if ((await deed(channel)) === "skipped") skipped += 1;
      } catch (thrown) {
        skipped += 1;
        ports.log.info("a channel of the space was left out", { code: toMatrixError(thrown).code });
      }
    }
    return { skipped };
  };
  const removeFrom = async (channel: Room, userId: string, reason: string | undefined): Promise<Outcome> => {
    // Members are loaded lazily: removing takes to know who is there.
    await channel.loadMembersIfNeeded();
    const membership = knownMembership(channel, userId);
    if (membership !== "join" && membership !== "invite" && membership !== "knock") return "done";
    if (!facts(channel, userId).remove) return "skipped";
    await client.kick(channel.roomId, userId, reason);
    return "done";
  };
  /** Also where they are not: an invitation to a channel, or an open one, would let them in past the space. */
  const banFrom = async (channel: Room, userId: string, reason: string | undefined): Promise<Outcome> => {
    await channel.loadMembersIfNeeded();
    if (knownMembership(channel, userId) === "ban") return "done";
    if (!facts(channel, userId).ban) return "skipped";
    await client.ban(channel.roomId, userId, reason);
    return "done";
  };
  const unbanFrom = async (channel: Room, userId: string): Promise<Outcome> => {
    await channel.loadMembersIfNeeded();
    // Where I may not, the homeserver says so.
    if (knownMembership(channel, userId) === "ban") await client.unban(channel.roomId, userId);
    return "done";
  };
  const said = (reason: string | undefined): string | undefined => reason?.trim().slice(0, longestReason) || undefined;

  return {
    allMembers: (roomId) =>
      mapped(async () => {
        const room = roomOf(roomId);
        await room.loadMembersIfNeeded();
        return membersOf(room, (userId) => client.getUser(userId)?.presence);
      }),
    actionsOn(roomId, userId) {
      const room = client.getRoom(roomId);
      if (room?.getMyMembership() !== "join") return { remove: false, ban: false, roles: [] };
      return facts(room, userId);
    },
    remove: (roomId, userId, reason) =>
      mapped(async () => {
        const room = roomOf(roomId);
        // The space first: whoever is out of it cannot come back into its channels.
        await client.kick(roomId, userId, said(reason));
        return await inChannels(room, (channel) => removeFrom(channel, userId, said(reason)));
      }),
    ban: (roomId, userId, reason) =>
      mapped(async () => {
        const room = roomOf(roomId);
        await client.ban(roomId, userId, said(reason));
        return await inChannels(room, (channel) => banFrom(channel, userId, said(reason)));
      }),
    unban: (roomId, userId) =>
      mapped(async () => {
        const room = roomOf(roomId);
        await client.unban(roomId, userId);
        return await inChannels(room, (channel) => unbanFrom(channel, userId));
      }),
    banned: (roomId) => mapped(() => bannedFrom(client, roomId)),
    setRole: (roomId, userId, role) =>
      mapped(async () => {
        const room = roomOf(roomId);
        await setLevel(client, room, userId, roleLevels[role]);
        return await inChannels(room, async (channel) => {
          if (!facts(channel, userId).roles.includes(role)) return "skipped";
          await setLevel(client, channel, userId, roleLevels[role]);
          return "done";
        });
      }),
  };
}

async function setLevel(client: MatrixClient, room: Room, userId: string, level: number | null): Promise<void> {
  const before = stateContent(room, EventType.RoomPowerLevels) ?? {};
  const power = powerFacts(room);
  const common = levelOf({ ...power, creators: [] }, "");
  if (levelOf(power, userId) === (level ?? common)) return;
  const { [userId]: _old, ...others } = usersOf(before);
  const users = level === null ? others : { ...others, [userId]: level };
  await client.sendStateEvent(room.roomId, EventType.RoomPowerLevels, { ...before, users }, "");
}

/** The levels that people have of their own, as numbers: old rooms carry texts. What is none is not written again. */
function usersOf(levels: Readonly<Record<string, unknown>>): Record<string, number> {
  const users: unknown = levels.users;
  const entries: [string, unknown][] = typeof users === "object" && users !== null ? Object.entries(users) : [];
  const numbers = entries.map(([userId, level]) => [userId, levelIn(level)] as const);
  return Object.fromEntries(numbers.filter((entry): entry is [string, number] => entry[1] !== null));
}

/** The SDK does not keep those who are out of a room: the homeserver is asked. */
async function bannedFrom(client: MatrixClient, roomId: string): Promise<BannedMember[]> {
  const { chunk = [] } = await client.members(roomId, "ban");
  const room = client.getRoom(roomId);
  const banned = chunk.map((event): BannedMember => {
    const content: Readonly<Record<string, unknown>> = event.content;
    // A ban replaces what the member had said of themselves: the event before it may still know.
    const before: Readonly<Record<string, unknown>> | undefined = event.unsigned?.prev_content;
    const name = [content.displayname, before?.displayname].find((it) => typeof it === "string" && it !== "");
    const picture = [content.avatar_url, before?.avatar_url].find((it) => typeof it === "string" && it !== "");
    return {
      userId: event.state_key,
      name: typeof name === "string" ? name : event.state_key,
      avatarMxc: typeof picture === "string" ? picture : null,
      reason: typeof content.reason === "string" && content.reason !== "" ? content.reason : null,
      byName: room?.getMember(event.sender)?.name ?? event.sender,
    };
  });
  return banned.sort((a, b) => (a.name < b.name ? -1 : 1));
}
