import { levelIn, roleAt } from "../content/power-level.ts";
import type { MemberActions } from "../contract/moderation.ts";
import type { MemberRole } from "../contract/role.ts";
import type { RoomPermissions } from "../contract/rooms.ts";

/** What decides who may do what in a room, read from `m.room.create` and `m.room.power_levels`. */
export interface PowerFacts {
  readonly version: string;
  /** Sender of `m.room.create` and, from version 12, its `additional_creators`. */
  readonly creators: readonly string[];
  /** Content of `m.room.power_levels`, or null when the room has none. Untrusted. */
  readonly levels: Readonly<Record<string, unknown>> | null;
}

/**
 * Whether the room's creators stand above all levels (room version 12 and later, MSC4289). Versions that are not plain
 * numbers are experiments; those of this kind are known by name.
 */
export function creatorsRule(version: string): boolean {
  if (version === "org.matrix.hydra.11") return true;
  return /^\d+$/.test(version) && Number(version) >= 12;
}

/** The power level of a person; Infinity for creators of a version 12 room. */
export function levelOf(facts: PowerFacts, userId: string): number {
  const creator = facts.creators.includes(userId);
  if (creatorsRule(facts.version) && creator) return Number.POSITIVE_INFINITY;
  // Without power levels the creator has 100, everyone else 0 (specification 1.17, 11.5).
  if (facts.levels === null) return creator ? 100 : 0;
  return numberIn(memberOf(facts.levels, "users"), userId) ?? numberIn(facts.levels, "users_default") ?? 0;
}

/** A person's standing, in words. */
export function roleOf(facts: PowerFacts, userId: string): MemberRole {
  return roleAt(levelOf(facts, userId));
}

/** The level that a state event of this type needs. */
export function stateLevel(facts: PowerFacts, type: string): number {
  if (facts.levels === null) return 0;
  return numberIn(memberOf(facts.levels, "events"), type) ?? numberIn(facts.levels, "state_default") ?? 50;
}

/** What `events` says of a type; null: nothing. */
export function eventLevel(facts: PowerFacts, type: string): number | null {
  return numberIn(memberOf(facts.levels, "events"), type);
}

/** The level of whoever has none of their own. */
export function commonLevel(facts: PowerFacts): number {
  return numberIn(facts.levels, "users_default") ?? 0;
}

/** Whether a person's level suffices to send a state event of this type. */
export function maySendState(facts: PowerFacts, userId: string, type: string): boolean {
  return levelOf(facts, userId) >= stateLevel(facts, type);
}

/** Whether a person's level suffices to invite. */
export function mayInvite(facts: PowerFacts, userId: string): boolean {
  return levelOf(facts, userId) >= (numberIn(facts.levels, "invite") ?? 0);
}

/** What a joined person may do. Nothing, for whoever is not joined. */
export function permissionsOf(facts: PowerFacts, userId: string, joined: boolean): RoomPermissions {
  const level = joined ? levelOf(facts, userId) : Number.NEGATIVE_INFINITY;
  const named = (name: string, otherwise: number): number => numberIn(facts.levels, name) ?? otherwise;
  const message = (type: string): number =>
    numberIn(memberOf(facts.levels, "events"), type) ?? named("events_default", 0);
  const send = level >= message("m.room.encrypted") && level >= message("m.room.message");
  return {
    send,
    react: level >= message("m.reaction"),
    redactOthers: level >= named("redact", 50) && level >= message("m.room.redaction"),
    invite: level >= named("invite", 0),
    kick: level >= named("kick", 50),
    ban: level >= named("ban", 50),
    editName: level >= stateLevel(facts, "m.room.name"),
    editTopic: level >= stateLevel(facts, "m.room.topic"),
    editPicture: level >= stateLevel(facts, "m.room.avatar"),
    editAccess: level >= stateLevel(facts, "m.room.join_rules"),
    // What Synapse asks of whoever changes its directory.
    editListing: level >= stateLevel(facts, "m.room.canonical_alias"),
    editRoles: level >= stateLevel(facts, "m.room.power_levels"),
    startCall: level >= stateLevel(facts, "org.matrix.msc3401.call.member"),
    notifyRoom: send && level >= (numberIn(memberOf(facts.levels, "notifications"), "room") ?? 50),
  };
}

/** The level that each role is given. Null: the room's own for everyone, without an entry. */
export const roleLevels = { admin: 100, moderator: 50, member: null } as const;

/** What one joined person may do to another (room version 12, authorization rules 5 and 10). */
export function actionsOn(
  facts: PowerFacts,
  me: string,
  other: { readonly userId: string; readonly membership: string | null },
): MemberActions {
  const mine = levelOf(facts, me);
  const theirs = levelOf(facts, other.userId);
  const named = (name: string): number => numberIn(facts.levels, name) ?? 50;
  const self = other.userId === me;
  const above = !self && mine > theirs;
  const present = other.membership === "join" || other.membership === "invite" || other.membership === "knock";
  const may = mine >= stateLevel(facts, "m.room.power_levels") && theirs !== Number.POSITIVE_INFINITY;
  const common = commonLevel(facts);
  const roles = (["admin", "moderator", "member"] as const).filter((role) => (roleLevels[role] ?? common) <= mine);
  return {
    remove: present && above && mine >= named("kick"),
    ban: other.membership !== "ban" && above && mine >= named("ban"),
    // Oneself only downwards, which the filter above sees to.
    roles: may && (above || self) ? roles : [],
  };
}

function memberOf(levels: PowerFacts["levels"], name: string): Readonly<Record<string, unknown>> | null {
  const value = levels?.[name];
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}

function numberIn(record: Readonly<Record<string, unknown>> | null, name: string): number | null {
  return record === null || !Object.hasOwn(record, name) ? null : levelIn(record[name]);
}
