/** A piece of a plain body: words, or an address that opens. */
export type TextPiece =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "link"; readonly href: string };

const address = /\bhttps?:\/\/[^\s<>"'`]+/giu;
const closing: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

/** Takes off what ends a sentence rather than the address: full stops, and brackets that were not opened in it. */
function trimAddress(found: string): string {
  let end = found.length;
  while (end > 0) {
    const last = found[end - 1] ?? "";
    const body = found.slice(0, end);
    const opening = closing[last];
    const unopened = opening !== undefined && body.split(last).length > body.split(opening).length;
    if (!unopened && !/[.,;:!?…]/u.test(last)) break;
    end -= 1;
  }
  return found.slice(0, end);
}

/** Cuts a plain body at its addresses. */
export function splitLinks(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    const href = trimAddress(match[0]);
    if (!URL.canParse(href)) continue;
    if (match.index > from) pieces.push({ type: "text", text: text.slice(from, match.index) });
    pieces.push({ type: "link", href });
    from = match.index + href.length;
  }
  if (from < text.length) pieces.push({ type: "text", text: text.slice(from) });
  return pieces;
}

const onlyEmoji = /^(?:\p{RGI_Emoji}|\s)+$/v;
const oneEmoji = /\p{RGI_Emoji}/gv;

/** Whether a body is nothing but one to five emoji, which are drawn large. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > 100 || !onlyEmoji.test(text)) return false;
  const count = text.match(oneEmoji)?.length ?? 0;
  return count >= 1 && count <= 5;
}
