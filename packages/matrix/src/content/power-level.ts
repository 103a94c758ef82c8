import type { MemberRole } from "../contract/role.ts";
import { type Content, record } from "./event-view.ts";

/** Old rooms carry levels as texts; what is neither an integer nor such a text does not count. */
export function levelIn(value: unknown): number | null {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  return typeof value === "string" && /^\s*[-+]?\d+\s*$/.test(value) ? Number(value) : null;
}

/** A level's standing, in words. */
export function roleAt(level: number): MemberRole {
  if (level === Number.POSITIVE_INFINITY) return "creator";
  if (level >= 100) return "admin";
  return level >= 50 ? "moderator" : "member";
}

/** Whose role changed from one `m.room.power_levels` to the next, and to what; null: nobody's, or that of several. */
export function roleChange(
  before: Content,
  now: Content,
): { readonly userId: string; readonly role: Exclude<MemberRole, "creator"> } | null {
  const roles = (content: Content) => {
    const users = record(content, "users") ?? {};
    const common = levelIn(content.users_default) ?? 0;
    return (userId: string) => roleAt((Object.hasOwn(users, userId) ? levelIn(users[userId]) : null) ?? common);
  };
  const [was, is] = [roles(before), roles(now)];
  // Everyone who is not named.
  if (was("") !== is("")) return null;
  const named = new Set([before, now].flatMap((content) => Object.keys(record(content, "users") ?? {})));
  const changed = [...named].filter((userId) => was(userId) !== is(userId));
  const [userId, ...others] = changed;
  if (userId === undefined || others.length > 0) return null;
  const role = is(userId);
  return role === "creator" ? null : { userId, role };
}
