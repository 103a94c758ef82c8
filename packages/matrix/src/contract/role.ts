/** A member's standing. `creator` stands above all levels in rooms of version 12 and later and cannot be demoted. */
export type MemberRole = "creator" | "admin" | "moderator" | "member";
