/** A piece of a plain body: words, or an address that opens. */
export type TextPiece =
  | { readonly type: "text"; readonly text: string }
  /** `text`: as it was typed. */
  | { readonly type: "link"; readonly href: string; readonly text: string };

/** With a scheme, or as people type them without: `www.x.example`, `ann@x.example`. */
const address =
  /\b(?:https?:\/\/|matrix:(?:u|r|roomid)\/|mailto:|www\.)[^\s<>"'`]+|(?<![\w.+:/@-])[\w+][\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}/giu;
/** More than browsers and servers take: such a run of letters is no address that anyone follows. UTF-16 units. */
const longestAddress = 2_048;
/** Addresses after this many stay words: nobody follows them, and each is drawn. */
const mostAddresses = 500;
/** Texts beyond this are shown as they are. UTF-16 units. */
const longestSearched = 100_000;

const openingOf: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/**
 * Takes off what ends a sentence rather than the address: full stops, and brackets that were not opened in it. Counts
 * once and then goes back letter by letter: anyone may write an address that is nothing but brackets.
 */
function trimAddress(found: string): string {
  const count: Record<string, number> = {};
  for (const letter of found) if ("()[]{}".includes(letter)) count[letter] = (count[letter] ?? 0) + 1;
  let end = found.length;
  while (end > 0) {
    const last = found[end - 1] ?? "";
    const opening = openingOf[last];
    if (opening !== undefined) {
      if ((count[last] ?? 0) <= (count[opening] ?? 0)) break;
      count[last] = (count[last] ?? 0) - 1;
    } else if (!".,;:!?…".includes(last)) break;
    end -= 1;
  }
  return found.slice(0, end);
}

/** Where what was typed leads; null: nowhere. */
function hrefOf(typed: string): string | null {
  const scheme = /^(?:https?|matrix|mailto):/iu.test(typed) ? "" : /^www\./iu.test(typed) ? "https://" : "mailto:";
  const href = scheme + typed;
  // A host without a dot after its "www", or a mailbox without a host, is no address.
  const isWhole =
    scheme === "https://" ? /^www\.[^./?#]+\.[^./?#]/iu.test(typed) : !/^mailto:/iu.test(href) || /[^:]@./u.test(href);
  return isWhole && URL.canParse(href) ? href : null;
}

/** Cuts a plain body at its addresses. */
export function splitLinks(text: string): readonly TextPiece[] {
  if (text.length > longestSearched) return [{ type: "text", text }];
  const pieces: TextPiece[] = [];
  let from = 0;
  let count = 0;
  for (const match of text.matchAll(address)) {
    const typed = match[0].length > longestAddress ? "" : trimAddress(match[0]);
    const href = hrefOf(typed);
    if (href === null) continue;
    count += 1;
    if (count > mostAddresses) break;
    if (match.index > from) pieces.push({ type: "text", text: text.slice(from, match.index) });
    pieces.push({ type: "link", href, text: typed });
    from = match.index + typed.length;
  }
  if (from < text.length) pieces.push({ type: "text", text: text.slice(from) });
  return pieces;
}

const onlyEmoji = /^(?:\p{RGI_Emoji}|\s)+$/v;
/** Many clients, and our own emoji, ask for colours also where they come anyway; such a pair is no listed emoji. */
const saidTwice = /(\p{Emoji_Presentation})\ufe0f/gu;
const oneEmoji = /\p{RGI_Emoji}/gv;

/** Whether a body is nothing but one to five emoji, which are drawn large. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > 100) return false;
  const shown = text.replace(saidTwice, "$1");
  if (!onlyEmoji.test(shown)) return false;
  const count = shown.match(oneEmoji)?.length ?? 0;
  return count >= 1 && count <= 5;
}
