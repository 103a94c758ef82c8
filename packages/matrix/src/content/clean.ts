/** Longest name that is shown; what follows is cut. UTF-16 units. */
const LONGEST_NAME = 128;
const LONGEST_VALUE = 1_000;
const LONGEST_FILE = 255;
/** Milliseconds that a `Date` can hold. */
const LAST_TIME = 8.64e15;

/** Letters that turn what follows around or cannot be seen, and broken halves of letters. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;
const unseenAll = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+/gu;
/** Letters and signs that nobody sees. */
const blank = /[\p{DI}\u2800]/gu;
/** Blanks with a width, which count as letters or signs: a row of them would push away what follows. */
const wide = /[\u2800\u3164\uFFA0\u115F\u1160]/gu;
/** Needed within emoji and within words of some scripts. */
const joiners = new Set(["\u200C", "\u200D"]);
/** Overrides show letters in another order than they stand in: no script needs them, and links could lie by them. */
const overrides = /[\u202D\u202E]/gu;

function visible(value: string, longest: number): string {
  const short = value.length > longest * 2 ? value.slice(0, longest * 2) : value;
  const seen = unseen.test(short)
    ? short.replaceAll(unseenAll, (found) => [...found].filter((letter) => joiners.has(letter)).join("") || " ")
    : short;
  const line = seen.replaceAll(wide, " ").replaceAll(/\s+/gu, " ").trim();
  return line.length > longest ? `${line.slice(0, longest).trimEnd()}…`.toWellFormed() : line;
}

/** Nothing to clean in it: rooms have thousands of members. */
const plain = /^[!-~]+(?: [!-~]+)*$/u;

/** A name that someone gave, as it can be shown; `fallback` where nothing of it can be seen. */
export function cleanName(value: string, fallback: string): string {
  if (value.length <= LONGEST_NAME && plain.test(value)) return value;
  const name = visible(value, LONGEST_NAME);
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(name.replaceAll(blank, "")) ? name : fallback;
}

/**
 * A file's name, as it can be shown: no sign in it turns its ending to the front. Cut at 255, as file systems do, and
 * empty where nothing of it can be seen.
 */
export const cleanFileName = (value: string): string => visible(value.slice(0, LONGEST_FILE), LONGEST_FILE);

/** One line of what someone wrote about a room. */
export const cleanLine = (value: string): string => visible(value, LONGEST_VALUE);

/** Words of a message in the order in which they stand. */
export const withoutOverrides = (words: string): string => words.replaceAll(overrides, "");

/** A time that a homeserver names, as a date can hold it; 0 where it names none. */
export function validTime(ts: unknown): number {
  return typeof ts === "number" && Number.isFinite(ts) ? Math.min(Math.max(Math.trunc(ts), 0), LAST_TIME) : 0;
}
