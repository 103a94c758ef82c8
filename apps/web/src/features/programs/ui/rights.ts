import type { ScopeName } from "@parley/protocol";
import type { Speak } from "../../../shared/use-strings.ts";
import type { strings } from "../strings/index.ts";

/** All rights, the harmless ones first. */
export const allRights = [
  "operator.read",
  "operator.write",
  "operator.approvals",
  "operator.pairing",
  "operator.models",
  "operator.admin",
] as const satisfies readonly ScopeName[];
export type Right = (typeof allRights)[number];

const words = {
  "operator.read": "scope_read",
  "operator.write": "scope_write",
  "operator.approvals": "scope_approvals",
  "operator.pairing": "scope_pairing",
  "operator.models": "scope_models",
  "operator.admin": "scope_admin",
} as const;

/** Whether who holds these may do it: the last one holds all. */
export const holds = (held: readonly string[], right: string): boolean =>
  held.includes(right) || held.includes("operator.admin");

export const rightIn = (right: Right, t: Speak<typeof strings.en>): string => t(words[right]);

/** Rights in one line; those that only a later version knows by their names. */
export function rightsIn(rights: readonly string[], t: Speak<typeof strings.en>): string {
  if (rights.length === 0) return t("scope_none");
  const known = allRights.filter((right) => rights.includes(right)).map((right) => rightIn(right, t));
  const unknown = rights.filter((right) => !allRights.some((name) => name === right));
  return new Intl.ListFormat(t.language, { type: "conjunction" }).format([...known, ...unknown]);
}
