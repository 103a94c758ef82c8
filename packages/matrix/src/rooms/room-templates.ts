import {
  EventType,
  type ICreateRoomOpts,
  JoinRule,
  type MatrixClient,
  Preset,
  RestrictedAllowType,
  Visibility,
} from "matrix-js-sdk";
import type { RoomJoinRulesEventContent } from "matrix-js-sdk/lib/@types/state_events.js";
import type { NewChannel } from "../contract/rooms.ts";
import type { Access } from "../contract/upkeep.ts";
import { voiceRoomType } from "./room-type.ts";

/** In `m.room.create`, so that a room made just before a crash is found again. */
export const markerKey = "app.parley.marker";

const encryption = { type: EventType.RoomEncryption, state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } };
const sharedHistory = {
  type: EventType.RoomHistoryVisibility,
  state_key: "",
  content: { history_visibility: "shared" },
};
const noGuests = { type: EventType.RoomGuestAccess, state_key: "", content: { guest_access: "forbidden" } };

/** A space: unlisted, open to whoever has an account here and its id. Nothing is said in a space itself. */
export async function spaceTemplate(
  client: MatrixClient,
  space: { readonly name: string; readonly topic?: string; readonly marker: string | null },
): Promise<ICreateRoomOpts> {
  return {
    visibility: Visibility.Private,
    preset: Preset.PrivateChat,
    name: space.name,
    ...(space.topic ? { topic: space.topic } : {}),
    creation_content: { type: "m.space", ...marked(space.marker) },
    initial_state: [
      { type: EventType.RoomJoinRules, state_key: "", content: { join_rule: "public" } },
      sharedHistory,
      noGuests,
    ],
    // Whoever belongs to it may bring others.
    power_level_content_override: { events_default: 100, invite: 0, events: await eventLevels(client) },
  };
}

/** A channel: for members of its space, everyone, or those invited alone; encrypted from its first event, history shared. */
export async function channelTemplate(
  client: MatrixClient,
  channel: NewChannel & { readonly spaceId: string; readonly via: readonly string[]; readonly marker: string | null },
): Promise<ICreateRoomOpts> {
  const { spaceId, access = "server" } = channel;
  const isPrivate = access === "invited";
  return {
    visibility: access === "everyone" && channel.listed === true ? Visibility.Public : Visibility.Private,
    preset: Preset.PrivateChat,
    name: channel.name,
    ...(channel.topic ? { topic: channel.topic } : {}),
    creation_content: { ...(channel.voice ? { type: voiceRoomType } : {}), ...marked(channel.marker) },
    initial_state: [
      encryption,
      joinRules(access, spaceId),
      sharedHistory,
      noGuests,
      { type: EventType.SpaceParent, state_key: spaceId, content: { via: channel.via, canonical: true } },
    ],
    // Into a channel of the whole server anyone may bring its members; who is in a private one is its keepers' matter.
    power_level_content_override: { invite: isPrivate ? privateInviteLevel : 0, events: await eventLevels(client) },
  };
}

/** The level that it takes to invite into a private channel. */
export const privateInviteLevel = 50;

const openRules = { everyone: JoinRule.Public, ask: JoinRule.Knock, invited: JoinRule.Invite } as const;

/** The state event that says who may come in. */
export function joinRules(access: Exclude<Access, "other">, spaceId: string | null) {
  const content: RoomJoinRulesEventContent =
    access === "server"
      ? {
          join_rule: JoinRule.Restricted,
          allow: [{ type: RestrictedAllowType.RoomMembership, room_id: spaceId ?? "" }],
        }
      : { join_rule: openRules[access] };
  return { type: EventType.RoomJoinRules, state_key: "", content };
}

/** A room of two: the other is invited by making it, and is its equal. */
export async function directTemplate(client: MatrixClient, userId: string): Promise<ICreateRoomOpts> {
  return {
    visibility: Visibility.Private,
    preset: Preset.TrustedPrivateChat,
    is_direct: true,
    invite: [userId],
    initial_state: [encryption, sharedHistory, noGuests],
    power_level_content_override: { events: await eventLevels(client) },
  };
}

function marked(marker: string | null): Record<string, string> {
  return marker === null ? {} : { [markerKey]: marker };
}

/** The levels that Synapse would set, with calls open to all members: an override of `events` is not merged. */
async function eventLevels(client: MatrixClient): Promise<Record<string, number>> {
  return {
    [EventType.RoomName]: 50,
    [EventType.RoomAvatar]: 50,
    [EventType.RoomCanonicalAlias]: 50,
    [EventType.RoomHistoryVisibility]: 100,
    [EventType.RoomPowerLevels]: 100,
    [EventType.RoomEncryption]: 100,
    [EventType.RoomServerAcl]: 100,
    // From version 12 only creators may replace a room (MSC4289).
    [EventType.RoomTombstone]: (await defaultRoomVersion(client)) >= 12 ? 150 : 100,
    "org.matrix.msc3401.call.member": 0,
    "org.matrix.msc4143.rtc.slot": 0,
  };
}

/** The room version that this homeserver makes by itself; 0 for versions that are not plain numbers. */
async function defaultRoomVersion(client: MatrixClient): Promise<number> {
  const capabilities = await client.getCapabilities();
  const version = Number(capabilities["m.room_versions"]?.default);
  return Number.isInteger(version) ? version : 0;
}
