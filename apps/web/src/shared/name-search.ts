import uFuzzy from "@leeoniya/ufuzzy";

/** Part of a name that the query is found in: from, to. */
export type Range = readonly [from: number, to: number];

/** Something with a name, and other words that it is found by. */
export interface Named {
  readonly name: string;
  readonly words: string;
}

export interface FoundName {
  /** Where it stands among what was given. */
  readonly index: number;
  /** In the name; empty where it was found by a typing mistake or by other words. */
  readonly ranges: readonly Range[];
}

/** The best `most` of those at the places `among` (null: of all). */
export type NameSearch = (query: string, most: number, among?: readonly number[] | null) => readonly FoundName[];

/** One letter too many, too few, wrong or two swapped in each word; words of any script, in any order. */
const fuzzy = new uFuzzy({
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: "\\p{Ll}\\p{Lu}",
  intraBound: "\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}",
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
  intraMode: 1,
  intraIns: 1,
  intraSub: 1,
  intraTrn: 1,
  intraDel: 1,
  intraRules: slipsOf,
});

/** Numbers are meant as they stand, and in one or two letters every word is a slip away; a short word misses one at most. */
function slipsOf(term: string) {
  const isWord = /[^\d]/u.test(term) && term.length > 2;
  const [short, long] = [isWord ? 1 : 0, isWord && term.length > 4 ? 1 : 0] as const;
  // The first letter is right.
  const intraSlice: [number, number] = [1, Number.POSITIVE_INFINITY];
  return { intraSlice, intraIns: short, intraTrn: short, intraSub: long, intraDel: long } as const;
}

/** Longer queries are cut: nobody's room is called that. */
const longest = 100;

/** Without accents, lower case. Letters keep their places where `text` is composed. */
const plain = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** Names of several words are also looked for as one: `bookclub`. Long ones are nobody's single word. */
function inOne(name: string): string {
  const one = name.length > 32 ? name : name.replaceAll(/[^\p{L}\d]+/gu, "");
  return one === name ? "" : ` ${one}`;
}

/** Prepares a search that forgives a slip in each word; the given order decides between equal finds. */
export function createNameSearch(all: readonly Named[]): NameSearch {
  const names = all.map(({ name }) => plain(name));
  const haystack = all.map(({ words }, index) => `${names[index]}${inOne(names[index] ?? "")} ${plain(words)}`);
  return (query, most, among = null) => {
    const terms = plain(query.slice(0, longest)).split(/\s+/).filter(Boolean);
    if (terms.length === 0) return [];
    const whole = terms.join(" ");
    // Best first: the name itself, its beginning, beginnings of its words, anywhere in it, the name with a slip, the rest.
    const buckets: number[][] = [[], [], [], [], [], []];
    const others: number[] = [];
    const put = (index: number, rank: number): void => {
      const bucket = buckets[rank];
      if (bucket !== undefined && bucket.length < most) bucket.push(index);
    };
    for (const index of matching(haystack, terms, among)) {
      const rank = rankOf(names[index] ?? "", whole, terms);
      if (rank === null) others.push(index);
      else put(index, rank);
    }
    const long = terms.some((term) => term.length > 2);
    const slips = new Set(long && others.length > 0 ? matching(names, terms, others) : []);
    for (const index of others) put(index, slips.has(index) ? 4 : 5);
    return buckets
      .flat()
      .slice(0, most)
      .map((index) => ({ index, ranges: rangesOf(all[index]?.name ?? "", names[index] ?? "", terms) }));
  };
}

/** Which of `among` (null: all) hold each of the words, in their order. */
function matching(haystack: string[], terms: readonly string[], among: readonly number[] | null): readonly number[] {
  let found = among === null ? undefined : [...among];
  for (const term of terms) {
    const narrowed = fuzzy.filter(haystack, term, found);
    // Null: signs alone, which are no words to it.
    found = narrowed ?? (found ?? [...haystack.keys()]).filter((index) => haystack[index]?.includes(term));
    if (found.length === 0) break;
  }
  return found ?? [];
}

/** Null: the words are not in the name as they are written. */
function rankOf(name: string, whole: string, terms: readonly string[]): number | null {
  if (name === whole) return 0;
  if (name.startsWith(whole)) return 1;
  if (terms.every((term) => startsWord(name, term))) return 2;
  return terms.every((term) => name.includes(term)) ? 3 : null;
}

function startsWord(name: string, term: string): boolean {
  for (let at = name.indexOf(term); at !== -1; at = name.indexOf(term, at + 1)) {
    if (at === 0 || !/[\p{L}\d]/u.test(name[at - 1] ?? "")) return true;
  }
  return false;
}

function rangesOf(name: string, folded: string, terms: readonly string[]): readonly Range[] {
  // Where folding moved letters the places are not known.
  if (name.length !== folded.length) return [];
  const ranges = terms
    .map((term) => [folded.indexOf(term), term.length] as const)
    .filter(([at]) => at !== -1)
    .map(([at, length]) => [at, at + length] as const)
    .sort((a, b) => a[0] - b[0]);
  return ranges.filter(([from], index) => index === 0 || from >= (ranges[index - 1]?.[1] ?? 0));
}
