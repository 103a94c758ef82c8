import { AppError } from "@parley/kernel";
import type { Authorized } from "../../platform/call.ts";
import type { VideoGrant } from "./jwt.ts";

/** What a room says of the powers in it, as far as calls ask. */
export interface CallPowers {
  readonly joined: ReadonlySet<string>;
  powerOf(userId: string): number;
  levelOf(type: string): number | null;
  readonly kickLevel: number;
}

/** Names in `events` of a room's power levels; one that is missing holds nobody back. */
const callLevels = {
  join: "parley.call.join",
  speak: "parley.call.speak",
  video: "parley.call.video",
  screen: "parley.call.screen",
} as const;

/** What somebody may bring into a call. */
export type Sources = readonly ("microphone" | "camera" | "screen_share" | "screen_share_audio")[];
const allSources: Sources = ["microphone", "camera", "screen_share", "screen_share_audio"];

/** Only who is joined to the room may be in its call, and not below the room's level for it. */
function mayJoin(powers: CallPowers, userId: string): boolean {
  return powers.joined.has(userId) && reaches(powers, userId, callLevels.join);
}

/** What of their media others get to see and hear. */
function sourcesOf(powers: CallPowers, userId: string): Sources {
  const may = {
    microphone: reaches(powers, userId, callLevels.speak),
    camera: reaches(powers, userId, callLevels.video),
    screen_share: reaches(powers, userId, callLevels.screen),
    screen_share_audio: reaches(powers, userId, callLevels.screen),
  };
  return allSources.filter((source) => may[source]);
}

/** Whose account somebody's is: our homeserver's, that of one which the owner has listed, or anybody's. */
export type Home = "here" | "listed" | "elsewhere";

/**
 * What somebody may bring who may come at all; null: they may not. Where nobody can say who is in a room (`unchecked`) our
 * own accounts are believed, and nobody else is.
 */
export function admitted(powers: CallPowers | "unchecked" | null, userId: string, home: Home): Sources | null {
  if (powers === null || home === "elsewhere") return null;
  if (powers === "unchecked") return home === "here" ? allSources : null;
  return mayJoin(powers, userId) ? sourcesOf(powers, userId) : null;
}

/** What LiveKit is told of somebody. Where nothing is held back no sources are named: what it adds later is included. */
export function permissionOf(sources: Sources): { canPublish: boolean; canPublishSources: Sources } {
  const some = sources.length > 0 && sources.length < allSources.length;
  return { canPublish: sources.length > 0, canPublishSources: some ? sources : [] };
}

/** The grants of a token. */
export function grantsFor(alias: string, sources: Sources): VideoGrant {
  const { canPublish, canPublishSources } = permissionOf(sources);
  return {
    room: alias,
    roomJoin: true,
    roomCreate: false,
    canSubscribe: true,
    canPublish,
    canPublishData: true,
    canUpdateOwnMetadata: true,
    ...(canPublishSources.length === 0 ? {} : { canPublishSources }),
  };
}

/** What a moderator does in a call, and to whom. */
export interface Moderation {
  readonly roomId: string;
  readonly target: string;
}

/** Takes what removing them from the room takes, and more power than theirs. Throws MISSING_SCOPE. */
export function mayModerate(
  powers: CallPowers,
  userId: string,
  asked: Moderation,
): Authorized<Moderation, "moderator"> {
  const own = powers.powerOf(userId);
  if (!powers.joined.has(userId) || own < powers.kickLevel || own <= powers.powerOf(asked.target)) {
    throw new AppError("MISSING_SCOPE", "Only who may remove them from the room does that.");
  }
  return asked as Authorized<Moderation, "moderator">;
}

function reaches(powers: CallPowers, userId: string, type: string): boolean {
  const level = powers.levelOf(type);
  return level === null || powers.powerOf(userId) >= level;
}
