import type { Member } from "@parley/matrix";

/** More are not offered at once. */
const offered = 6;
const longestTerm = 40;

/** The `@na…` that the caret stands behind, or null. `from` is where its `@` stands. */
export function findMention(text: string, caret: number): { readonly from: number; readonly term: string } | null {
  const before = text.slice(Math.max(0, caret - longestTerm), caret);
  const match = /(?:^|[\s(])@([^\s@]*)$/u.exec(before);
  if (match?.[1] === undefined) return null;
  return { from: caret - match[1].length - 1, term: match[1] };
}

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Members whose name or id begins with the term, a word of the name included; names that begin with it first. */
export function matchPeople(members: readonly Member[], term: string, ownUserId: string): readonly Member[] {
  const wanted = plain(term);
  const rank = (member: Member): number => {
    const name = plain(member.name);
    if (name.startsWith(wanted)) return 0;
    if (name.split(/\s+/u).some((word) => word.startsWith(wanted))) return 1;
    return plain(member.userId).startsWith(`@${wanted}`) ? 2 : 3;
  };
  return members
    .filter((member) => member.userId !== ownUserId && member.membership === "join")
    .map((member) => ({ member, rank: rank(member) }))
    .filter((entry) => entry.rank < 3)
    .sort((a, b) => a.rank - b.rank || a.member.name.localeCompare(b.member.name))
    .slice(0, offered)
    .map((entry) => entry.member);
}
