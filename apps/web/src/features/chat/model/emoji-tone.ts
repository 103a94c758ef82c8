/** One emoji, with what it is found by. */
export interface Emoji {
  /** Without skin tone. */
  readonly char: string;
  /** Its name in the language of the set. */
  readonly label: string;
  /** Short codes without colons, the usual one first. Never empty. */
  readonly codes: readonly string[];
  /** Folded words of the name. */
  readonly name: readonly string[];
  /** Folded words of the name and the tags. */
  readonly words: readonly string[];
  /** In the five skin tones, light to dark; null where there are none. */
  readonly tones: readonly string[] | null;
}

/** In a skin tone, 0 for none, where it has one. */
export const inTone = (emoji: Emoji, tone: number): string => emoji.tones?.[tone - 1] ?? emoji.char;
