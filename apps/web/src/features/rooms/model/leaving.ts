import type { Member } from "@parley/matrix";

/**
 * What leaving means for those who stay: nobody is left (`member`), nobody who may look after it (`owner`), or neither.
 * `heirs` are those who could, the most trusted first; `more` are left out.
 */
export type Leaving =
  | { readonly last: "no" | "member" }
  | { readonly last: "owner"; readonly heirs: readonly Member[]; readonly more: number };

const shownHeirs = 20;
const rank = { creator: 0, admin: 1, moderator: 2, member: 3 } as const;
const keeps = ({ role }: Member): boolean => role === "creator" || role === "admin";

/** Reads it from all members. */
export function leavingOf(members: readonly Member[], me: string): Leaving {
  const joined = members.filter(({ membership }) => membership === "join");
  const mine = joined.find(({ userId }) => userId === me);
  const others = joined.filter(({ userId }) => userId !== me);
  if (others.length === 0) return { last: "member" };
  if (mine === undefined || !keeps(mine) || others.some(keeps)) return { last: "no" };
  const heirs = others.toSorted((a, b) => rank[a.role] - rank[b.role] || (a.name < b.name ? -1 : 1));
  return { last: "owner", heirs: heirs.slice(0, shownHeirs), more: Math.max(0, heirs.length - shownHeirs) };
}
