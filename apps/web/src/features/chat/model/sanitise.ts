import DOMPurify from "dompurify";

/** Tags that the Matrix specification allows in `formatted_body` (client-server API, m.room.message), without images. */
const tags = [
  "del",
  "s",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "blockquote",
  "p",
  "a",
  "ul",
  "ol",
  "li",
  "sup",
  "sub",
  "b",
  "i",
  "u",
  "strong",
  "em",
  "code",
  "pre",
  "hr",
  "br",
  "div",
  "table",
  "thead",
  "tbody",
  "tr",
  "th",
  "td",
  "caption",
  "span",
  "details",
  "summary",
  // Only its words are drawn: a picture would tell its server who reads.
  "img",
];

const attributes = ["href", "class", "start", "alt", "data-mx-spoiler"];

/** Longer than an event can be, so never a real message. */
const longest = 100_000;

/** More tags than this nobody types, and each holds the page up. */
const mostTags = 4_000;

function hasTooManyTags(html: string): boolean {
  let count = 0;
  for (let at = html.indexOf("<"); at >= 0 && count <= mostTags; at = html.indexOf("<", at + 1)) count += 1;
  return count > mostTags;
}

const inline = /<style|[\s"'/](?:style|on[a-z]+)\s*=/iu;
const bracket = /[<>]/gu;
const bracketOrQuote = /[<>]|=\s*["']/gu;
const sheet = /^style(?![^\s/>])/iu;
const sheetEnd = /<\/style\s*>/giu;
const opening = /^[a-z][^\s/]*/iu;
const attribute = /([^\s"'<>/=]+)(\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?/gu;

/**
 * Where a tag ends: at its bracket, or at that of the next one; none that stands in a quoted value. -1: nowhere. `open`:
 * quotes that nothing closes any more, so that each is looked for once.
 */
function endOfTag(html: string, from: number, open: Set<string>): number {
  const isTag = /[a-z/]/iu.test(html[from] ?? "");
  let at = from;
  for (;;) {
    const { begin, end } = next(isTag ? bracketOrQuote : bracket, html, at);
    const sign = html[end - 1] ?? "";
    if (begin < 0 || html[begin] !== "=") return begin;
    const close = open.has(sign) ? -1 : html.indexOf(sign, end);
    if (close < 0) open.add(sign);
    at = close < 0 ? end : close + 1;
  }
}

/**
 * HTML with its styles and handlers under names that mean nothing (`data-style`), and without sheets. The page's policy
 * holds where HTML is only parsed, too: each of them would be reported as a breach, and no style could be read.
 */
export function withoutInline(html: string): string {
  if (!inline.test(html)) return html;
  // By hand, each letter looked at once: with patterns over the whole an event of legal size held the page for seconds.
  const kept: string[] = [];
  const unclosed = new Set<string>();
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    kept.push(html.slice(at, open < 0 ? html.length : open));
    if (open < 0) break;
    const isSheet = sheet.test(html.slice(open + 1, open + 7));
    const end = isSheet ? html.indexOf(">", open) : endOfTag(html, open + 1, unclosed);
    if (isSheet) {
      at = end < 0 ? html.length : next(sheetEnd, html, end).end;
    } else if (end < 0 || html[end] === "<") {
      at = end < 0 ? html.length : end;
      kept.push(html.slice(open, at));
    } else {
      at = end + 1;
      kept.push(withoutHandlers(html.slice(open + 1, end)));
    }
  }
  return kept.join("");
}

/** Where a pattern is met next, from `from` on; `begin` is -1 where it is not. */
function next(pattern: RegExp, text: string, from: number): { readonly begin: number; readonly end: number } {
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found === null ? { begin: -1, end: text.length } : { begin: found.index, end: found.index + found[0].length };
}

/** What stands between `<` and `>`, with both. */
function withoutHandlers(inner: string): string {
  const tag = opening.exec(inner)?.[0];
  if (tag === undefined) return `<${inner}>`;
  const rest = inner
    .slice(tag.length)
    .replace(attribute, (given: string, name: string) =>
      /^(?:style|on[a-z]+)$/iu.test(name) ? `data-${given}` : given,
    );
  return `<${tag}${rest}>`;
}

const purifiers = new WeakMap<Window, ReturnType<typeof DOMPurify>>();

function purifierOf(view: Window & typeof globalThis): ReturnType<typeof DOMPurify> {
  const standing = purifiers.get(view);
  if (standing !== undefined) return standing;
  const purifier = DOMPurify(view);
  purifier.addHook("afterSanitizeAttributes", (node) => {
    const language = /(?:^|\s)(language-[\w+#.-]{1,32})/u.exec(node.getAttribute("class") ?? "")?.[1];
    if (node.tagName === "CODE" && language !== undefined) node.setAttribute("class", language);
    else node.removeAttribute("class");
    if (node.tagName !== "OL") node.removeAttribute("start");
    if (node.tagName !== "SPAN") node.removeAttribute("data-mx-spoiler");
    if (node.tagName !== "IMG") node.removeAttribute("alt");
    if (node.tagName !== "A") return;
    if (!node.hasAttribute("href")) return;
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer");
  });
  purifiers.set(view, purifier);
  return purifier;
}

/**
 * Makes what another client wrote safe to draw: allowed tags only, no styles, no pictures, links that open apart, the
 * quoted reply taken out. Null when nothing is left, or it is too long to be a message.
 */
export function sanitiseHtml(html: string, view: Window & typeof globalThis): DocumentFragment | null {
  if (html.length > longest || hasTooManyTags(html)) return null;
  const fragment = purifierOf(view).sanitize(withoutInline(html), {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: attributes,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto|matrix):/iu,
    // Else that pattern is asked of them too: a list would begin with 1, a spoiler lose its reason.
    ADD_URI_SAFE_ATTR: ["start", "data-mx-spoiler"],
    ADD_FORBID_CONTENTS: ["mx-reply"],
    RETURN_DOM_FRAGMENT: true,
  });
  return (fragment.textContent ?? "").trim() === "" && fragment.querySelector("hr") === null ? null : fragment;
}
