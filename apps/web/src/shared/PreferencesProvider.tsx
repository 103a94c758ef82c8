import { computed } from "@parley/kernel";
import { type ReactNode, useMemo } from "react";
import { spoken } from "./learned-words.ts";
import { type Preferences, PreferencesContext } from "./preferences.ts";
import { useSignal } from "./use-signal.ts";
import { LanguageContext } from "./use-strings.ts";

/**
 * The preferences for all that stands within, and the language that they choose: English until its words are there. One
 * part listens for all: whatever says words would else begin and end to listen with each room that is shown.
 */
export function PreferencesProvider({
  value,
  children,
}: {
  readonly value: Preferences;
  readonly children: ReactNode;
}) {
  const language = useSignal(
    useMemo(
      () =>
        computed(() => {
          const chosen = value.values.value.language;
          return spoken.value[chosen] === undefined ? "en" : chosen;
        }),
      [value],
    ),
  );
  return (
    <PreferencesContext value={value}>
      <LanguageContext value={language}>{children}</LanguageContext>
    </PreferencesContext>
  );
}
