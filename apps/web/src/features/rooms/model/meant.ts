interface Named {
  readonly userId: string;
  readonly name: string;
}

const plain = (text: string): string => text.normalize("NFC").toLowerCase();
const localOf = (userId: string): string => userId.slice(1, Math.max(1, userId.indexOf(":")));

/** What ends a name: `ann.smith`, `ann:other.example` and `mary-jane` are not Ann and Mary. */
const ends = /^[,:]?(?:\s|$)/u;

/**
 * Whom a text begins with, out of some people: by the longest name, or local part of an id, that stands there as words.
 * All who bear it, since anyone can take a name that is another's id. `rest`: what follows it.
 */
export function meantBy<T extends Named>(
  text: string,
  people: readonly T[],
): { readonly people: readonly T[]; readonly rest: string } {
  const words = text.replace(/^@/u, "").normalize("NFC");
  const folded = plain(words);
  let length = 0;
  let found: T[] = [];
  for (const person of people) {
    const fits = [person.name, localOf(person.userId)]
      .map(plain)
      .filter((name) => name !== "" && folded.startsWith(name) && ends.test(folded.slice(name.length)));
    const longest = Math.max(0, ...fits.map((name) => name.length));
    if (longest === 0 || longest < length) continue;
    if (longest > length) found = [];
    length = longest;
    found.push(person);
  }
  return { people: found, rest: words.slice(length).replace(ends, "").trim() };
}
