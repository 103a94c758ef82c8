import { computed, type ReadonlySignal } from "@parley/kernel";
import { createElement, Fragment, type ReactNode, useContext, useMemo } from "react";
import { spoken, wordsOf } from "./learned-words.ts";
import {
  choose,
  fill,
  type Language,
  type Message,
  type Messages,
  pieces,
  type StringSet,
  type ValuesFor,
} from "./messages.ts";
import { type Preferences, PreferencesContext } from "./preferences.ts";
import { useSignal } from "./use-signal.ts";

/** Says the messages of one set in the chosen language. */
export interface Speak<M extends Messages> {
  <K extends keyof M>(key: K, ...values: ValuesFor<M[K], string | number>): string;
  /** The same with elements in the holes, such as an id in the mono face. */
  rich<K extends keyof M>(key: K, ...values: ValuesFor<M[K], ReactNode>): ReactNode;
  readonly language: Language;
}

const languages = new WeakMap<Preferences, ReadonlySignal<Language>>();

/** The language that is spoken: the chosen one, English until its words are there. */
function languageOf(preferences: Preferences): ReadonlySignal<Language> {
  let language = languages.get(preferences);
  if (language === undefined) {
    language = computed(() => {
      const chosen = preferences.values.value.language;
      return spoken.value[chosen] === undefined ? "en" : chosen;
    });
    languages.set(preferences, language);
  }
  return language;
}

export function useLanguage(): Language {
  return useSignal(languageOf(useContext(PreferencesContext)));
}

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
      const shown = typeof value === "number" ? new Intl.NumberFormat(language).format(value) : value;
      // The pieces of a sentence never change places.
      return createElement(Fragment, { key: `${index}:${piece.name}` }, piece.text, shown);
    });
  return Object.assign(speak, { rich, language }) as unknown as Speak<M>;
}
