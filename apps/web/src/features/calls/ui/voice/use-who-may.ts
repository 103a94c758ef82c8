import type { MemberRole } from "@parley/matrix";
import { useStrings } from "../../../../shared/use-strings.ts";
import { voiceStrings } from "./strings/index.ts";

const keys = { member: "moderators", moderator: "moderators", admin: "admins", creator: "creators" } as const;

/** Who has what a room does not give to everybody, by the lowest role that has it. */
export function useWhoMay(): (role: MemberRole) => string {
  const t = useStrings(voiceStrings);
  return (role) => t(keys[role]);
}
