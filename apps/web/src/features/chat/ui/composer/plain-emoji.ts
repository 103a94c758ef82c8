import type { Language } from "../../../../shared/messages.ts";
import { codesOf } from "../../model/emoji.ts";
import {
  type Codes,
  emojiWithin,
  emoticonOf,
  mayHoldCode,
  typedEmoji,
  typedEmoticon,
} from "../../model/typed-emoji.ts";

/** Words for a part of the text, in UTF-16 units. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

/** Whether a place of markdown is meant by the letter: between backticks or fences. */
function isInCode(text: string, at: number): boolean {
  const before = text.slice(0, at);
  if ((before.match(/^ {0,3}```/gmu)?.length ?? 0) % 2 === 1) return true;
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return (line.match(/`/gu)?.length ?? 0) % 2 === 1;
}

/** What has come into a text up to the caret means emoji; null: nothing has. */
export function takeEmoji(was: string, now: string, caret: number, codes: Codes): Replacement | null {
  let from = 0;
  while (from < caret && was[from] === now[from]) from += 1;
  if (from === caret || now.length - caret > was.length - from) return null;
  if (caret - from === 1) {
    const typed = typedEmoji(now.slice(Math.max(0, caret - 64), caret), codes);
    if (typed === null || isInCode(now, caret - typed.length)) return null;
    return { from: caret - typed.length, to: caret, words: typed.words };
  }
  const found = emojiWithin(now, codes).filter(
    (each) => each.from < caret && each.to > from && !isInCode(now, each.from),
  );
  const [first] = found;
  const last = found.at(-1);
  if (first === undefined || last === undefined) return null;
  let words = "";
  let at = first.from;
  for (const each of found) {
    words += now.slice(at, each.from) + each.words;
    at = each.to;
  }
  return { from: first.from, to: last.to, words };
}

/** An emoticon at the end of a message needs no space behind it. */
export function takeEnding(text: string): Replacement | null {
  const words = text.trimEnd();
  const sign = typedEmoticon.exec(`${words.slice(-8)} `)?.[1] ?? "";
  const emoji = emoticonOf(sign);
  const from = words.length - sign.length;
  return emoji === null || isInCode(words, from) ? null : { from, to: words.length, words: emoji };
}

/** Emoticons and `:codes:` in a plain field, as the rich one reads them. `put` puts words in as if they were typed. */
export function followPlain(
  element: HTMLTextAreaElement,
  { language, skinTone }: { readonly language: Language; readonly skinTone: number },
  put: (replacement: Replacement) => void,
) {
  const codes = codesOf(language, skinTone);
  return {
    /** `was`: the text before. */
    input(was: string): void {
      const now = element.value;
      const caret = element.selectionEnd;
      const found = takeEmoji(was, now, caret, codes);
      if (found !== null) {
        put(found);
        return;
      }
      if (!mayHoldCode(now)) return;
      codes.load()?.then(
        () => {
          // More may have been typed since.
          const late = takeEmoji(was, element.value, element.selectionEnd, codes);
          if (late !== null) put(late);
        },
        // Codes stay words; the next one asks again.
        () => {},
      );
    },
    finish(): void {
      const found = takeEnding(element.value);
      if (found !== null) put(found);
    },
  };
}
