import { createContext, createElement, Fragment, type ReactNode, useContext, useMemo } from "react";
import { wordsOf } from "./learned-words.ts";
import {
  choose,
  fill,
  type Language,
  type Message,
  type Messages,
  pieces,
  type StringSet,
  type ValuesFor,
  written,
} from "./messages.ts";

/** Says the messages of one set in the chosen language. */
export interface Speak<M extends Messages> {
  <K extends keyof M>(key: K, ...values: ValuesFor<M[K], string | number>): string;
  /** The same with elements in the holes, such as an id in the mono face. */
  rich<K extends keyof M>(key: K, ...values: ValuesFor<M[K], ReactNode>): ReactNode;
  readonly language: Language;
}

/** The language that is spoken, see `PreferencesProvider`. */
export const LanguageContext = createContext<Language>("en");

export const useLanguage = (): Language => useContext(LanguageContext);

/** `t("key", {values})` for a feature's own sentences. */
export function useStrings<M extends Messages>(set: StringSet<M>): Speak<M> {
  const language = useLanguage();
  return useMemo(() => speakerOf(set, language), [set, language]);
}

/** The speaker of a set outside of components. */
export function speakerOf<M extends Messages>(set: StringSet<M>, language: Language): Speak<M> {
  const sentenceOf = (key: keyof M, values: Readonly<Record<string, unknown>> | undefined) => {
    const message: Message | undefined = wordsOf(language, set.part)?.[String(key)] ?? set.en[key];
    const n = values?.n;
    return message === undefined ? String(key) : choose(message, language, typeof n === "number" ? n : undefined);
  };
  const speak = (key: keyof M, values?: Readonly<Record<string, string | number>>) =>
    fill(sentenceOf(key, values), language, values ?? {});
  const rich = (key: keyof M, values?: Readonly<Record<string, ReactNode>>) =>
    pieces(sentenceOf(key, values)).map((piece, index) => {
      const value = piece.name === null ? null : values?.[piece.name];
      const shown = typeof value === "number" ? written(value, language) : value;
      // The pieces of a sentence never change places.
      return createElement(Fragment, { key: `${index}:${piece.name}` }, piece.text, shown);
    });
  return Object.assign(speak, { rich, language }) as unknown as Speak<M>;
}
