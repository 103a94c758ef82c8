/**
 * One of the twelve hues for an id, the same everywhere and always: FNV-1a, its bits mixed at the end. Ids of one
 * homeserver end alike, and without that the last bits of the hash, and so the hue, hang on few bits of the name.
 */
export function hueOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) {
    hash ^= id.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return Math.floor(((hash >>> 0) / 2 ** 32) * 12);
}

const plain = /^[\x20-\x7e]*$/;
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The first letters as people count them. What is plain is not asked of the segmenter: a room shows dozens of names. */
function firstLetters(word: string, upTo: number): string {
  // A letter may be completed by the sign behind it.
  if (plain.test(word.slice(0, upTo + 1))) return word.slice(0, upTo);
  return [...segmenter.segment(word)]
    .slice(0, upTo)
    .map((part) => part.segment)
    .join("");
}

/** Up to `count` letters that stand for a name: `At` for Atelier, `JO` for "Jun, Olena". Never empty. */
export function initialsOf(name: string, count: 1 | 2): string {
  const parts = name
    // What is not seen, or turns around what follows, is no letter; nor are signs at the start.
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu, "")
    .replace(/^[\s@#!+<>"'«»“”„([{]+/u, "")
    .split(/[\s,.\-_:]+/)
    .filter(Boolean);
  // A sign between two words stands for none.
  const words = parts.filter((part, index) => index === 0 || !/^[\p{P}\p{Sm}\p{Sc}\p{Sk}]+$/u.test(part));
  const letters = (word: string | undefined, upTo: number) => firstLetters(word ?? "", upTo);
  const first = letters(words[0], 1).toLocaleUpperCase();
  if (first === "") return "?";
  if (count === 1) return first;
  return words.length > 1
    ? first + letters(words[1], 1).toLocaleUpperCase()
    : first + letters(words[0], 2).slice(first.length);
}
