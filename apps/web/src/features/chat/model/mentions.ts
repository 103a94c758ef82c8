import type { Member } from "@parley/matrix";
import type { Mention } from "./markdown.ts";

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

/**
 * Members whose name or id was written out after an `@`, without the list. The longest that fits counts; a name that two
 * members share means nobody. The answer's `name` is as it was written.
 */
export function writtenMentions(text: string, members: readonly Member[], ownUserId: string): readonly Mention[] {
  if (!text.includes("@")) return [];
  const byWord = new Map<string, string | null>();
  // Those who are invited too: a new channel's members are, until they have been here.
  for (const { userId, name } of members) {
    if (userId === ownUserId) continue;
    const words = new Set(
      [name, userId.slice(1), userId.slice(1).split(":")[0] ?? ""].map((word) => word.toLowerCase()),
    );
    for (const word of words) byWord.set(word, byWord.has(word) ? null : userId);
  }
  let longest = 0;
  for (const word of byWord.keys()) longest = Math.max(longest, word.length);
  const found: Mention[] = [];
  for (const { index } of [...text.matchAll(/(?<![^\s(])@/gu)].slice(0, mostWritten)) {
    const rest = text.slice(index + 1, index + 2 + longest);
    for (let end = Math.min(rest.length, longest); end > 0; end -= 1) {
      const userId = byWord.get(rest.slice(0, end).toLowerCase());
      if (userId == null || /^[\p{L}\p{N}_]/u.test(rest.slice(end))) continue;
      found.push({ userId, name: rest.slice(0, end) });
      break;
    }
  }
  return found;
}
