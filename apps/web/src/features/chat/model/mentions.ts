import type { Member } from "@parley/matrix";
import { escapeHtml, type FindNames, type Mention, type Naming } from "./markdown.ts";

/** More are not offered at once. */
const offered = 6;

/** Letters as they are compared: without accents and case. */
export const plainWords = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const names = new Intl.Collator(undefined, { numeric: true });

/**
 * Members whose name or id begins with the term, a word of the name included; names that begin with it first, and last
 * whom one has blocked, who is not offered before a letter is typed.
 */
export function matchPeople(
  members: readonly Member[],
  term: string,
  ownUserId: string,
  blocked: readonly string[] = [],
): readonly Member[] {
  const wanted = plainWords(term);
  const shut = new Set(blocked);
  const rank = (member: Member): number => {
    const name = plainWords(member.name);
    if (name.startsWith(wanted)) return 0;
    if (name.split(/\s+/u).some((word) => word.startsWith(wanted))) return 1;
    return plainWords(member.userId).startsWith(`@${wanted}`) ? 2 : 3;
  };
  return members
    .filter(({ userId }) => userId !== ownUserId && (wanted !== "" || !shut.has(userId)))
    .map((member) => ({ member, rank: rank(member), shut: shut.has(member.userId) }))
    .filter((entry) => entry.rank < 3)
    .sort((a, b) => Number(a.shut) - Number(b.shut) || a.rank - b.rank || names.compare(a.member.name, b.member.name))
    .slice(0, offered)
    .map((entry) => entry.member);
}

/** Whether `@room` stands in words by itself. */
export const namesAll = (words: string): boolean => /(?<![\p{L}\p{N}_@])@room(?![\p{L}\p{N}_])/u.test(words);

/** More `@` in one message are not looked at. */
const mostWritten = 50;

/** What may be written after an `@`, as HTML shows it, and whom it means: a name that two members share means nobody. */
function writtenWords(members: readonly Member[], ownUserId: string): ReadonlyMap<string, string | null> {
  const byWord = new Map<string, string | null>();
  // Those who are invited too: a new channel's members are, until they have been here.
  for (const { userId, name } of members) {
    if (userId === ownUserId) continue;
    const words = new Set(
      [name, userId.slice(1), userId.slice(1).split(":")[0] ?? ""].map((word) => escapeHtml(word).toLowerCase()),
    );
    for (const word of words) byWord.set(word, byWord.has(word) ? null : userId);
  }
  return byWord;
}

/**
 * Finds those who were picked from the list, as they stand there, and members whose name or id was written out without
 * it. The longest that fits counts, and only where no word goes on behind it.
 */
export function createNameFinder(picked: readonly Mention[], members: readonly Member[], ownUserId: string): FindNames {
  const byWord = writtenWords(members, ownUserId);
  const byName = new Map<string, readonly string[]>();
  for (const { userId, name } of picked) {
    const shown = escapeHtml(name);
    byName.set(shown, [userId, ...(byName.get(shown) ?? [])]);
  }
  let longest = 0;
  for (const word of [...byWord.keys(), ...byName.keys()]) longest = Math.max(longest, word.length);
  let left = mostWritten;
  const at = (piece: string, start: number): Naming | null => {
    const rest = piece.slice(start + 1, start + 2 + longest);
    const begins = /^$|[\s(]/u.test(piece.slice(Math.max(0, start - 1), start));
    for (let end = Math.min(rest.length, longest); end > 0; end -= 1) {
      const word = rest.slice(0, end);
      const written = begins ? byWord.get(word.toLowerCase()) : null;
      const userIds = byName.get(word) ?? (written == null ? null : [written]);
      if (userIds === null || /^[\p{L}\p{N}_]/u.test(rest.slice(end))) continue;
      return { start, end: start + 1 + end, userIds };
    }
    return null;
  };
  return (piece) => {
    const found: Naming[] = [];
    for (let next = piece.indexOf("@"); next !== -1 && left > 0; left -= 1) {
      const naming = at(piece, next);
      if (naming !== null) found.push(naming);
      next = piece.indexOf("@", naming?.end ?? next + 1);
    }
    return found;
  };
}
