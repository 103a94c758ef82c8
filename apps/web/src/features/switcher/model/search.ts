import { createNameSearch, type Range } from "../../../shared/name-search.ts";
import { otherWords, type Target } from "./targets.ts";

export interface Found {
  readonly target: Target;
  /** In the name; empty where it was found by a typing mistake or by other words. */
  readonly ranges: readonly Range[];
}

export type Search = (query: string, most: number) => readonly Found[];

/** Prepares the search; the given order decides between equal finds. */
export function createSearch(targets: readonly Target[]): Search {
  const search = createNameSearch(targets.map((target) => ({ name: target.name, words: otherWords(target) })));
  return (query, most) => {
    const { sign, words } = signOf(query.trim());
    const meant = sign === null ? null : indexesOf(targets, sign);
    return search(words, most, meant).flatMap(({ index, ranges }) => {
      const target = targets[index];
      return target === undefined ? [] : [{ target, ranges }];
    });
  };
}

/** A sign in front says what is meant, as in messages: `#` rooms, `@` people. A sign alone is looked for as it stands. */
function signOf(query: string): { readonly sign: "#" | "@" | null; readonly words: string } {
  const sign = query.startsWith("#") ? "#" : query.startsWith("@") ? "@" : null;
  const words = query.slice(1).trim();
  return sign === null || words === "" ? { sign: null, words: query } : { sign, words };
}

function indexesOf(targets: readonly Target[], sign: "#" | "@"): number[] {
  const isMeant = (target: Target): boolean => {
    const isPerson = target.kind === "person" || (target.kind === "room" && target.room.kind === "direct");
    return sign === "@" ? isPerson : target.kind === "room" && !isPerson;
  };
  return targets.flatMap((target, index) => (isMeant(target) ? [index] : []));
}
