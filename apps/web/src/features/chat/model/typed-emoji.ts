/** Signs that people type, and what they mean; a space follows. */
const emoticons: Readonly<Record<string, string>> = {
  ":)": "🙂",
  ":-)": "🙂",
  ":(": "🙁",
  ":-(": "🙁",
  ":D": "😃",
  ":-D": "😃",
  ";)": "😉",
  ";-)": "😉",
  ":P": "😛",
  ":-P": "😛",
  ":p": "😛",
  ":'(": "😢",
  ":O": "😮",
  ":o": "😮",
  xD: "😆",
  XD: "😆",
  "<3": "❤️",
};

/** What stands before the caret: an emoticon and a space, or a `:code:` that has just been closed. */
export const typedEmoticon = /(?<=^|\s)(:'\(|[:;]-?\)|:-?\(|:-?[DPp]|:[Oo]|[xX]D|<3)(\s)$/u;
export const typedCode = /(?<![\p{L}\p{N}:\\]):([\p{L}\p{N}_+-]{2,40}):$/u;

/** The emoji of an emoticon that `typedEmoticon` has found. */
export const emoticonOf = (sign: string): string | null => emoticons[sign] ?? null;

/** What `:codes:` mean. */
export interface Codes {
  /** The emoji of a code; null: there is none, or it is not known yet. */
  of(code: string): string | null;
  /** Fetches what is known; null: it is there. */
  load(): Promise<unknown> | null;
}

/** Text with a code in it that wants to be known. */
export const mayHoldCode = (text: string): boolean => /(?<![\p{L}\p{N}:\\]):[\p{L}\p{N}_+-]{2,40}:/u.test(text);

/** What has just been typed in `before` and means an emoji. `length`: of the letters at its end that it replaces. */
export function typedEmoji(before: string, codes: Codes): { readonly length: number; readonly words: string } | null {
  const [, sign, space = ""] = typedEmoticon.exec(before) ?? [];
  const emoticon = sign === undefined ? null : emoticonOf(sign);
  if (sign !== undefined && emoticon !== null) return { length: sign.length + 1, words: emoticon + space };
  const code = typedCode.exec(before)?.[1];
  const emoji = code === undefined ? null : codes.of(code);
  return code === undefined || emoji === null ? null : { length: code.length + 2, words: emoji };
}

const within =
  /(?<=^|\s)(:'\(|[:;]-?\)|:-?\(|:-?[DPp]|:[Oo]|[xX]D|<3)(?=\s|$)|(?<![\p{L}\p{N}:\\]):([\p{L}\p{N}_+-]{2,40}):/gu;

/** Emoticons and codes in text that came all at once. */
export function emojiWithin(
  text: string,
  codes: Codes,
): readonly { readonly from: number; readonly to: number; readonly words: string }[] {
  return [...text.matchAll(within)].flatMap(([whole, sign, code], index, all) => {
    const from = all[index]?.index ?? 0;
    const words = sign !== undefined ? emoticonOf(sign) : code === undefined ? null : codes.of(code);
    return words === null ? [] : [{ from, to: from + whole.length, words }];
  });
}
