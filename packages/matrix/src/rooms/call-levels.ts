import type { MemberRole } from "../contract/role.ts";
import type { CallRight, CallRights, CallRoles } from "../contract/voice.ts";
import { membershipType } from "../rtc/membership.ts";
import { commonLevel, eventLevel, levelOf, type PowerFacts, roleLevels, stateLevel } from "./power.ts";

/** In `events` of the power levels; the token service holds to them. One that is missing holds nobody back. */
const types = {
  join: "parley.call.join",
  speak: "parley.call.speak",
  video: "parley.call.video",
  screen: "parley.call.screen",
} as const satisfies Record<CallRight, string>;

/** The level that it takes. A call is come into by a state event, which needs a level of its own. */
function levelFor(facts: PowerFacts, right: CallRight): number {
  const level = eventLevel(facts, types[right]) ?? Number.NEGATIVE_INFINITY;
  return right === "join" ? Math.max(level, stateLevel(facts, membershipType)) : level;
}

const each = <T>(value: (right: CallRight) => T): Record<CallRight, T> => ({
  join: value("join"),
  speak: value("speak"),
  video: value("video"),
  screen: value("screen"),
});

/** What a person may do in the room's call. Nothing, for whoever is not joined. */
export function callRightsOf(facts: PowerFacts, userId: string, joined: boolean): CallRights {
  const level = levelOf(facts, userId);
  return each((right) => joined && level >= levelFor(facts, right));
}

/** Who may what in the room's call. */
export function callRolesOf(facts: PowerFacts): CallRoles {
  const common = commonLevel(facts);
  return each((right): MemberRole => {
    const level = levelFor(facts, right);
    if (level <= common) return "member";
    if (level <= roleLevels.moderator) return "moderator";
    return level <= roleLevels.admin ? "admin" : "creator";
  });
}

/** What to write into `events` of the levels so that a right is a role's; null: no entry. */
export function levelsFor(
  facts: PowerFacts,
  right: CallRight,
  role: Exclude<MemberRole, "creator">,
): Readonly<Record<string, number | null>> {
  const level = roleLevels[role];
  const needed = level ?? commonLevel(facts);
  // Whoever may come in must be able to say so.
  const shut = right === "join" && stateLevel(facts, membershipType) > needed;
  return { [types[right]]: level, ...(shut ? { [membershipType]: needed } : {}) };
}
