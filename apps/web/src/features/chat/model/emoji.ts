import type { Language } from "../../../shared/messages.ts";
import { type Emoji, inTone } from "./emoji-tone.ts";
import type { Codes } from "./typed-emoji.ts";

type CompactEmoji = typeof import("emojibase-data/en/compact.json")["default"][number];
type MessagesDataset = typeof import("emojibase-data/en/messages.json")["default"];
type ShortcodesDataset = typeof import("emojibase-data/en/shortcodes/github.json")["default"];

export interface EmojiGroup {
  /** Of the Unicode data: 0 smileys … 9 flags. */
  readonly id: number;
  readonly name: string;
  readonly emoji: readonly Emoji[];
}

/** All emoji in one language. */
export interface EmojiSet {
  readonly groups: readonly EmojiGroup[];
  readonly byChar: ReadonlyMap<string, Emoji>;
  readonly byCode: ReadonlyMap<string, Emoji>;
}

/** Skin and hair alone: nobody looks for them. */
const componentGroup = 2;

const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const wordsOf = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.flatMap((text) => fold(text).split(/[^\p{L}\p{N}+-]+/u)).filter((word) => word !== "")),
];

/** The variants in one skin tone each, light to dark; people of two tones are left out. */
function tonesOf(emoji: CompactEmoji): readonly string[] | null {
  const tones = ["1F3FB", "1F3FC", "1F3FD", "1F3FE", "1F3FF"].map((tone) =>
    emoji.skins?.find(({ hexcode }) => new Set(hexcode.match(/1F3F[B-F]/gu)).size === 1 && hexcode.includes(tone)),
  );
  const chars = tones.flatMap((skin) => (skin === undefined ? [] : [skin.unicode]));
  return chars.length === tones.length ? chars : null;
}

function buildSet(all: readonly CompactEmoji[], messages: MessagesDataset, shortcodes: ShortcodesDataset): EmojiSet {
  const byChar = new Map<string, Emoji>();
  const byCode = new Map<string, Emoji>();
  const groups = new Map<number, Emoji[]>();
  for (const raw of [...all].sort((a, b) => (a.order ?? 0) - (b.order ?? 0))) {
    if (raw.group === undefined || raw.group === componentGroup) continue;
    const named = [shortcodes[raw.hexcode] ?? fold(raw.label).replace(/[^\p{L}\p{N}]+/gu, "_")].flat();
    const emoji: Emoji = {
      char: raw.unicode,
      label: raw.label,
      codes: named,
      name: wordsOf([raw.label]),
      words: wordsOf([raw.label, ...(raw.tags ?? [])]),
      tones: tonesOf(raw),
    };
    byChar.set(emoji.char, emoji);
    for (const code of named) if (!byCode.has(code)) byCode.set(code, emoji);
    const group = groups.get(raw.group) ?? [];
    groups.set(raw.group, group);
    group.push(emoji);
  }
  return {
    byChar,
    byCode,
    groups: messages.groups.flatMap(({ order, message }) => {
      const emoji = groups.get(order);
      return emoji === undefined ? [] : [{ id: order, name: message, emoji }];
    }),
  };
}

const sources = {
  en: () => Promise.all([import("emojibase-data/en/compact.json"), import("emojibase-data/en/messages.json")]),
  es: () => Promise.all([import("emojibase-data/es/compact.json"), import("emojibase-data/es/messages.json")]),
} as const;

const loading = new Map<Language, Promise<EmojiSet>>();
const loaded = new Map<Language, EmojiSet>();

/** The set of a language, fetched once; tried again after a failure. Rejects when it cannot be fetched. */
export function loadEmoji(language: Language): Promise<EmojiSet> {
  const standing = loading.get(language);
  if (standing !== undefined) return standing;
  const promise = Promise.all([sources[language](), import("emojibase-data/en/shortcodes/github.json")]).then(
    ([[compact, messages], codes]) => {
      const set = buildSet(compact.default, messages.default, codes.default);
      loaded.set(language, set);
      return set;
    },
  );
  loading.set(language, promise);
  promise.catch(() => loading.delete(language));
  return promise;
}

/** The set if it has been fetched already. */
export const emojiAtHand = (language: Language): EmojiSet | null => loaded.get(language) ?? null;

/** What codes mean in a language, in a skin tone. */
export const codesOf = (language: Language, skinTone: number): Codes => ({
  of(code) {
    const emoji = emojiAtHand(language)?.byCode.get(code);
    return emoji === undefined ? null : inTone(emoji, skinTone);
  },
  load: () => (loaded.has(language) ? null : loadEmoji(language)),
});

/** How well a term fits, less is better; null: not at all. All its words must be found. */
function rankOf(emoji: Emoji, code: string, words: readonly string[]): number | null {
  const every = (fits: (own: string, word: string) => boolean, among: readonly string[]): boolean =>
    words.length > 0 && words.every((word) => among.some((own) => fits(own, word)));
  const label = emoji.name;
  if (emoji.codes.includes(code)) return 0;
  if (emoji.codes.some((own) => own.startsWith(code))) return 1;
  if (every((own, word) => own === word, label)) return 2;
  if (every((own, word) => own === word, emoji.words)) return 3;
  if (every((own, word) => own.startsWith(word), emoji.words)) return 4;
  return emoji.codes.some((own) => own.includes(code)) ? 5 : null;
}

/** Among equals: the shorter code or name is the closer one. */
const lengthOf = (emoji: Emoji, rank: number): number =>
  rank === 1 ? Math.min(...emoji.codes.map((code) => code.length)) : rank === 2 ? emoji.label.length : 0;

/** Emoji whose code, name or tags fit, the best first. A term is folded: case and accents do not count. */
export function searchEmoji(set: EmojiSet, term: string, most: number): readonly Emoji[] {
  const words = wordsOf([term]);
  const code = fold(term.trim()).replace(/^:|:$/gu, "").replace(/\s+/gu, "_");
  if (code === "") return [];
  const found: { emoji: Emoji; rank: number; length: number }[] = [];
  for (const emoji of set.byChar.values()) {
    const rank = rankOf(emoji, code, words);
    if (rank !== null) found.push({ emoji, rank, length: lengthOf(emoji, rank) });
  }
  return found
    .sort((a, b) => a.rank - b.rank || a.length - b.length)
    .slice(0, most)
    .map(({ emoji }) => emoji);
}
