/** A sentence with `{names}` to fill in, or one for each plural form of `{n}`. */
export type Message = string | PluralMessage;
export type PluralMessage = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;
export type Messages = Readonly<Record<string, Message>>;

export type Language = "en" | "es";
export const languages: readonly Language[] = ["en", "es"];

/** The sentences of one part, in English: types are taken from it. Other languages are learned by the part's folder. */
export interface StringSet<M extends Messages = Messages> {
  readonly part: string;
  readonly en: M;
}
/** What a translation of `M` must hold: the same keys, plural where the original is. */
export type Translation<M extends Messages> = {
  readonly [K in keyof M]: M[K] extends string ? string : PluralMessage;
};

type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type NamesOf<M> = M extends string ? Names<M> : M extends PluralMessage ? Names<M["other"]> | "n" : never;
/** The values that a message asks for; nothing when it asks for none. */
export type ValuesFor<M, V> = [NamesOf<M>] extends [never]
  ? []
  : [values: { readonly [K in NamesOf<M>]: K extends "n" ? number : V }];

const hole = /\{(\w+)\}/g;

/** Made once for each language: to make one takes longer than to draw a message. */
const rules = new Map<Language, Intl.PluralRules>();
const numbers = new Map<Language, Intl.NumberFormat>();

function pluralOf(n: number, language: Language): Intl.LDMLPluralRule {
  const known = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, known);
  return known.select(n);
}

/** A number as the language writes it. */
export function written(n: number, language: Language): string {
  const known = numbers.get(language) ?? new Intl.NumberFormat(language);
  numbers.set(language, known);
  return known.format(n);
}

/** The sentence for `values` in a language, still with its `{holes}`. */
export function choose(message: Message, language: Language, n: number | undefined): string {
  if (typeof message === "string") return message;
  return message[pluralOf(n ?? 0, language)] ?? message.other;
}

/** Fills the holes of a sentence. Numbers are written as the language writes them. */
export function fill(sentence: string, language: Language, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(hole, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? written(value, language) : apart(value);
  });
}

/** Signs that turn the direction of what comes after them. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Hebrew, Arabic and their neighbours. */
const leftward = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** What somebody chose turns nothing round in our sentence; a name from right to left stands in it as a whole. */
function apart(value: string): string {
  const plain = value.replaceAll(turning, "");
  return leftward.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** The names of the holes of a message, sorted: two languages must agree on them. */
export function holesOf(message: Message): string[] {
  const sentences = typeof message === "string" ? [message] : Object.values(message);
  return [...new Set(sentences.flatMap((text) => [...text.matchAll(hole)].map((match) => match[1] ?? "")))].sort();
}

/** Cuts a sentence at its holes: plain pieces and names in turn. */
export function pieces(sentence: string): { readonly text: string; readonly name: string | null }[] {
  const found: { text: string; name: string | null }[] = [];
  let from = 0;
  for (const match of sentence.matchAll(hole)) {
    found.push({ text: sentence.slice(from, match.index), name: match[1] ?? null });
    from = match.index + match[0].length;
  }
  found.push({ text: sentence.slice(from), name: null });
  return found;
}
