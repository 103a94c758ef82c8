/** Localparts as Matrix allows them for new accounts; Synapse also refuses a leading `_`. */
const allowed = /^[a-z0-9._=\-/+]+$/;
/** A user id may have 255 bytes with `@`, `:` and the server name. */
const idBytes = 255;

export type UsernameFault = "missing" | "signs" | "long" | null;

/** What is wrong with a name before the homeserver is asked. */
export function usernameFault(name: string, serverName: string | null): UsernameFault {
  if (name === "") return "missing";
  if (!allowed.test(name) || name.startsWith("_")) return "signs";
  return name.length > longestName(serverName) ? "long" : null;
}

/** How many letters a name may have under a server name. */
export function longestName(serverName: string | null): number {
  return idBytes - 2 - (serverName ?? "localhost").length;
}

/** What is typed, as it can be used: small letters, no blanks around it, no `@` in front. */
export function asUsername(typed: string): string {
  return typed.trimStart().toLowerCase().replace(/^@/, "").replaceAll(/\s/g, "");
}

/** A server name that can be typed: a host with at least one dot, perhaps a port. */
export function isDomain(typed: string): boolean {
  return (
    typed.length <= 230 &&
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?(?::\d{1,5})?$/.test(typed)
  );
}

/** Who invites, as people see them; by the name in their id where the homeserver tells no other. */
export const inviterOf = (look: { readonly invitedBy: string; readonly invitedByName: string | null }): string =>
  look.invitedByName ?? localpartOf(look.invitedBy);

/** The name in a user id, for people: `rosa` of `@rosa:localhost`. */
export function localpartOf(userId: string): string {
  return userId.startsWith("@") ? (userId.slice(1).split(":")[0] ?? userId) : userId;
}
