import { type ReadonlySignal, signal } from "@parley/kernel";
import { createContext, useContext } from "react";
import { type Language, languages } from "./messages.ts";
import { useSignal } from "./use-signal.ts";

/** What is chosen on this device, for this browser only. */
export interface PreferenceValues {
  readonly theme: "system" | "light" | "dark";
  readonly density: "cosy" | "compact";
  readonly language: Language;
  /** Width of the list in CSS pixels. */
  readonly listWidth: number;
  /** Whether the member panel is open beside a channel. */
  readonly membersShown: boolean;
  /** Ids of categories that are folded. */
  readonly folded: readonly string[];
  /** How messages are written: as they will look, or as plain text with markdown. */
  readonly composer: "rich" | "plain";
  /** Whether the bar with formats stands above the message field. */
  readonly formatBar: boolean;
  /** 0: yellow; 1 (light) to 5 (dark). */
  readonly skinTone: number;
  /** Emoji used last, the newest first, without skin tones. */
  readonly recentEmoji: readonly string[];
  /** Whether the microphone was on when it was last turned in a call. */
  readonly microphoneOpen: boolean;
}

export interface Preferences {
  readonly values: ReadonlySignal<PreferenceValues>;
  set(change: Partial<PreferenceValues>): void;
  /** Another tab has written to the store, under this key (null: all of it). */
  heard(key: string | null): void;
}

/** Where preferences are kept: `localStorage`, or a map in tests. */
export interface PreferenceStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Also read by the script in `index.html`, before anything is painted. */
const storageKey = "parley.preferences";
export const listWidthBounds = { min: 208, max: 360, usual: 256 };
const maxFolded = 500;
const maxRecentEmoji = 27;

const defaults: PreferenceValues = {
  theme: "system",
  density: "cosy",
  language: "en",
  listWidth: listWidthBounds.usual,
  membersShown: true,
  folded: [],
  composer: "rich",
  formatBar: false,
  skinTone: 0,
  recentEmoji: [],
  microphoneOpen: false,
};

/** Reads, keeps and applies preferences. `root` is the html element; `preferred` are the browser's languages. */
export function createPreferences(
  store: PreferenceStore,
  root: { lang: string; dataset: Record<string, string | undefined> } | null,
  preferred: readonly string[],
): Preferences {
  const guess = preferred.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? "en";
  const stored = (): PreferenceValues => ({ ...defaults, language: guess, ...read(store) });
  const values = signal<PreferenceValues>(stored());
  const apply = () => {
    if (root === null) return;
    const { theme, density, language } = values.peek();
    root.lang = language;
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    if (density === "compact") root.dataset.density = density;
    else delete root.dataset.density;
  };
  apply();
  return {
    values,
    heard(key) {
      if (key !== null && key !== storageKey) return;
      values.value = stored();
      apply();
    },
    set(change) {
      // Over what another tab has chosen meanwhile, not over what this one saw first.
      values.value = { ...values.peek(), ...read(store), ...change };
      apply();
      try {
        store.setItem(storageKey, JSON.stringify(values.peek()));
      } catch {
        // Storage is full or forbidden: the choice holds until the tab is closed.
      }
    },
  };
}

const isLanguage = (value: unknown): value is Language => languages.some((language) => language === value);

/** Takes what is well-formed from the store and forgets the rest: an older or newer version may have written it. */
function read(store: PreferenceStore): Partial<PreferenceValues> {
  let raw: Record<string, unknown>;
  try {
    const parsed: unknown = JSON.parse(store.getItem(storageKey) ?? "{}");
    if (typeof parsed !== "object" || parsed === null) return {};
    raw = parsed as Record<string, unknown>;
  } catch {
    return {};
  }
  const { theme, density, language, listWidth, membersShown, folded } = raw;
  const { composer, formatBar, skinTone, recentEmoji, microphoneOpen } = raw;
  return {
    ...(theme === "light" || theme === "dark" || theme === "system" ? { theme } : {}),
    ...(density === "compact" || density === "cosy" ? { density } : {}),
    ...(isLanguage(language) ? { language } : {}),
    ...(typeof listWidth === "number" && listWidth >= listWidthBounds.min && listWidth <= listWidthBounds.max
      ? { listWidth }
      : {}),
    ...(typeof membersShown === "boolean" ? { membersShown } : {}),
    ...(Array.isArray(folded)
      ? { folded: folded.filter((id): id is string => typeof id === "string").slice(0, maxFolded) }
      : {}),
    ...(composer === "rich" || composer === "plain" ? { composer } : {}),
    ...(typeof formatBar === "boolean" ? { formatBar } : {}),
    ...(typeof skinTone === "number" && [0, 1, 2, 3, 4, 5].includes(skinTone) ? { skinTone } : {}),
    ...(Array.isArray(recentEmoji) ? { recentEmoji: withRecentEmoji(recentEmoji.filter(isEmojiText), null) } : {}),
    ...(typeof microphoneOpen === "boolean" ? { microphoneOpen } : {}),
  };
}

/** Longer than any emoji, in UTF-16 units. */
const longestEmoji = 40;
const isEmojiText = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.length <= longestEmoji;

/** The emoji used last, with the one that is used now. */
export function withRecentEmoji(recent: readonly string[], used: string | null): readonly string[] {
  const all = used === null ? recent : [used, ...recent];
  return [...new Set(all)].slice(0, maxRecentEmoji);
}

const forgetful: PreferenceStore = { getItem: () => null, setItem() {} };
export const PreferencesContext = createContext<Preferences>(createPreferences(forgetful, null, []));

/** The preferences and a way to change them. */
export function usePreferences(): PreferenceValues & Pick<Preferences, "set"> {
  const preferences = useContext(PreferencesContext);
  return { ...useSignal(preferences.values), set: preferences.set };
}
