import { z } from "zod";

/** Scopes of the gateway protocol (v3 and v4). Absence of a scope means deny; none implies another but `operator.admin`. */
export const scopes = {
  "operator.read": "Read what the account may see",
  "operator.write": "Change what the account owns",
  "operator.admin": "Administer the server; includes every other operator scope",
  "operator.approvals": "Answer approvals",
  "operator.pairing": "Pair and remove devices of the account",
  "operator.models": "Ask models by themselves, past the rules of any agent",
  "operator.hooks": "Hand events to agents of the account, and see nothing",
} as const;

export type ScopeName = keyof typeof scopes;

/** Whether there is such a scope. */
export const isScope = (name: string): name is ScopeName => Object.hasOwn(scopes, name);

/** All scopes, in the order of the table. */
export const scopeNames: readonly ScopeName[] = Object.keys(scopes).filter(isScope);

export const scopeName = () => z.string().refine(isScope, "no such scope");

/** Roles of an account on this server. */
export const accountRoles = ["owner", "admin", "member"] as const;
export type AccountRole = (typeof accountRoles)[number];

const administers = [
  "operator.read",
  "operator.write",
  "operator.admin",
  "operator.approvals",
  "operator.pairing",
  "operator.models",
  "operator.hooks",
] as const;

/** The scopes that signing in grants to each role. */
export const scopesOfRole: Readonly<Record<AccountRole, readonly ScopeName[]>> = {
  owner: [...administers],
  admin: [...administers],
  /** Of pairing: their own devices. Of approvals: what their own runs ask, and no command. */
  member: ["operator.read", "operator.write", "operator.pairing", "operator.approvals", "operator.hooks"],
};

/** Whether `granted` covers `needed`. */
export function covers(granted: readonly string[], needed: ScopeName): boolean {
  return granted.includes(needed) || granted.includes("operator.admin");
}
