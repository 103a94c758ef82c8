import { EventType, type MatrixClient, Method, type Room } from "matrix-js-sdk";
import { cleanName } from "../content/clean.ts";
import type { BannedMember, DeedProgress, Moderation } from "../contract/moderation.ts";
import { mapped, matrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { knownMembership } from "./known-membership.ts";
import { createLevelWriter, type LevelWriter } from "./level-writer.ts";
import { createPatience, inChannels, type Outcome } from "./moderation-channels.ts";
import { nameIn } from "./namesakes.ts";
import { actionsOn, roleLevels } from "./power.ts";
import { powerFacts, stateContent } from "./read-room.ts";
import { membersOf } from "./room-views.ts";

const longestReason = 500;
/** In a channel's ban: the space from which it was made. Only such go when the space's is lifted. */
const banOfKey = "app.parley.ban_of";

const said = (reason: string | undefined): string | undefined => reason?.trim().slice(0, longestReason) || undefined;
const isRateLimit = (code: string): boolean => code === "MATRIX_RATE_LIMITED";

/** Removing, banning, roles. */
export function createModeration(
  handle: ClientHandle,
  { setUser }: Pick<LevelWriter, "setUser"> = createLevelWriter(handle.client),
): Moderation {
  const { client, account, ports, scope } = handle;

  const roomOf = (roomId: string): Room => {
    const room = client.getRoom(roomId);
    if (room === null) throw matrixError("MATRIX_NOT_FOUND", "this room is not known here");
    return room;
  };
  const facts = (room: Room, userId: string) =>
    actionsOn(powerFacts(room), account.userId, { userId, membership: knownMembership(room, userId) });
  /** First the room, which may refuse; then the channels that it has. */
  const inBoth = async (
    room: Room,
    first: () => Promise<unknown>,
    deed: (channel: Room) => Promise<Outcome>,
    progress: DeedProgress | undefined,
  ) => {
    const patiently = createPatience(ports.clock, scope);
    // After any other fault it may have been done: not a second time.
    await patiently(first, isRateLimit);
    return await inChannels(handle, room, patiently, deed, progress);
  };
  const removeFrom = async (channel: Room, userId: string, reason: string | undefined): Promise<Outcome> => {
    // Members are loaded lazily: removing takes to know who is there.
    await channel.loadMembersIfNeeded();
    const membership = knownMembership(channel, userId);
    if (membership !== "join" && membership !== "invite" && membership !== "knock") return "nothing";
    if (!facts(channel, userId).remove) return "skipped";
    await client.kick(channel.roomId, userId, reason);
    return "done";
  };
  /** Also where they are not: an invitation to a channel, or an open one, would let them in past the space. */
  const banFrom = async (channel: Room, userId: string, content: object): Promise<Outcome> => {
    await channel.loadMembersIfNeeded();
    if (knownMembership(channel, userId) === "ban") return "nothing";
    if (!facts(channel, userId).ban) return "skipped";
    const path = `/rooms/${encodeURIComponent(channel.roomId)}/state/m.room.member/${encodeURIComponent(userId)}`;
    // As a state event: the request for bans takes no more than a reason.
    await client.http.authedRequest(Method.Put, path, undefined, { membership: "ban", ...content });
    return "done";
  };
  const unbanFrom = async (channel: Room, userId: string, spaceId: string): Promise<Outcome> => {
    await channel.loadMembersIfNeeded();
    if (knownMembership(channel, userId) !== "ban") return "nothing";
    if (stateContent(channel, EventType.RoomMember, userId)?.[banOfKey] !== spaceId) return "kept";
    // Where I may not, the homeserver says so.
    await client.unban(channel.roomId, userId);
    return "done";
  };

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
    remove: (roomId, userId, why, progress) =>
      mapped(async () => {
        const reason = said(why);
        // The space first: whoever is out of it cannot come back into its channels.
        const first = () => client.kick(roomId, userId, reason);
        const deed = (channel: Room) => removeFrom(channel, userId, reason);
        const { skipped } = await inBoth(roomOf(roomId), first, deed, progress);
        return { skipped };
      }),
    ban: (roomId, userId, why, progress) =>
      mapped(async () => {
        const reason = said(why);
        const content = { ...(reason === undefined ? {} : { reason }), [banOfKey]: roomId };
        const first = () => client.ban(roomId, userId, reason);
        const { skipped } = await inBoth(roomOf(roomId), first, (at) => banFrom(at, userId, content), progress);
        return { skipped };
      }),
    unban: (roomId, userId, progress) =>
      mapped(async () => {
        const first = () => client.unban(roomId, userId);
        const deed = (channel: Room) => unbanFrom(channel, userId, roomId);
        const { done, kept, skipped } = await inBoth(roomOf(roomId), first, deed, progress);
        return { lifted: done, kept, skipped };
      }),
    banned: (roomId) => mapped(() => bannedFrom(client, roomId)),
    setRole: (roomId, userId, role, progress) =>
      mapped(async () => {
        const room = roomOf(roomId);
        const first = () => setUser(room, userId, roleLevels[role]);
        const deed = async (channel: Room): Promise<Outcome> => {
          if (!facts(channel, userId).roles.includes(role)) return "skipped";
          await setUser(channel, userId, roleLevels[role]);
          return "done";
        };
        const { skipped } = await inBoth(room, first, deed, progress);
        return { skipped };
      }),
  };
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
      name: cleanName(typeof name === "string" ? name : "", event.state_key),
      avatarMxc: typeof picture === "string" ? picture : null,
      reason: typeof content.reason === "string" && content.reason !== "" ? content.reason : null,
      byName: room === null ? event.sender : nameIn(room, event.sender),
    };
  });
  return banned.sort((a, b) => (a.name < b.name ? -1 : 1));
}
