/** What each role is called. */
export const roleNames = {
  creator: "roleCreator",
  admin: "roleAdmin",
  moderator: "roleModerator",
  member: "roleMember",
} as const;
