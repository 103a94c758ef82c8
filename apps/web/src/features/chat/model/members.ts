import type { Member, MemberRole } from "@parley/matrix";

export interface MemberGroup {
  readonly id: "online" | "offline" | "invited" | MemberRole;
  readonly members: readonly Member[];
}

const roles: readonly MemberRole[] = ["creator", "admin", "moderator", "member"];

/**
 * By presence where the homeserver tells it, else by role; those invited last. Empty groups fall out. Between two people
 * (`direct`) roles say nothing.
 */
export function groupMembers(members: readonly Member[], direct = false): readonly MemberGroup[] {
  const joined = members.filter((member) => member.membership === "join");
  const present = joined.some((member) => member.presence === "online" || member.presence === "away");
  const here = (member: Member): boolean => member.presence === "online" || member.presence === "away";
  const groups: MemberGroup[] = present
    ? [
        { id: "online", members: joined.filter(here) },
        { id: "offline", members: joined.filter((member) => !here(member)) },
      ]
    : direct
      ? [{ id: "member", members: joined }]
      : roles.map((role) => ({ id: role, members: joined.filter((member) => member.role === role) }));
  const invited: MemberGroup = { id: "invited", members: members.filter((member) => member.membership === "invite") };
  return [...groups, invited].filter((group) => group.members.length > 0);
}
