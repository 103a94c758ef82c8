import { type ReadonlySignal, signal } from "@parley/kernel";
import type { Language, Messages } from "./messages.ts";

/** Sentences of a language, by the part of the product that says them. */
export type Words = Readonly<Record<string, Messages>>;

const learned = signal<Partial<Record<Language, Words>>>({ en: {} });

/** The languages that can be spoken now. English always: it stands in the parts themselves. */
export const spoken: ReadonlySignal<Partial<Record<Language, Words>>> = learned;

/** Takes in the sentences of a language. */
export function learn(language: Language, words: Words): void {
  learned.value = { ...learned.peek(), [language]: words };
}

/** A part's own sentences in a language, if that was learned. */
export const wordsOf = (language: Language, part: string): Messages | undefined => learned.peek()[language]?.[part];
