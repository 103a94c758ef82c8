import type { Marked, RendererObject, TokenizerAndRendererExtension, Tokens } from "marked";

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as HTML shows it. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/gu, (mark) => escapes[mark] ?? mark);

/** Where a link that someone writes may lead. */
const linkSchemes = /^(?:https?|mailto|matrix):/iu;

/** A cheap look: without one of these, markdown says nothing that the text does not. */
const marks = /[*_`~#>|[\]\\-]|^\s*\d+[.)]\s|^\s*\+\s/mu;

/** What a person wrote, as it is sent: `html` only when it says more than `text`. */
export interface Formatted {
  readonly text: string;
  readonly html: string | null;
}

const renderer: RendererObject<string, string> = {
  // HTML that someone types is text, not markup.
  html: ({ text }: Tokens.HTML | Tokens.Tag) => escapeHtml(text),
  // Nothing remote is shown in a message: an image that is only linked becomes the link.
  image: ({ href, text }: Tokens.Image) =>
    linkSchemes.test(href) ? `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>` : escapeHtml(text),
  link({ href, tokens, raw }: Tokens.Link) {
    if (!linkSchemes.test(href)) return escapeHtml(raw);
    return `<a href="${escapeHtml(href)}">${this.parser.parseInline(tokens)}</a>`;
  },
  code({ text, lang }: Tokens.Code) {
    const language = /^[\w+#.-]{1,32}/u.exec(lang ?? "")?.[0];
    const named = language === undefined ? "" : ` class="language-${escapeHtml(language.toLowerCase())}"`;
    return `<pre><code${named}>${escapeHtml(text)}\n</code></pre>\n`;
  },
  checkbox: ({ checked }: Tokens.Checkbox) => (checked ? "☑ " : "☐ "),
};

/** `||words||`: hidden until one looks. */
const spoiler: TokenizerAndRendererExtension<string, string> = {
  name: "spoiler",
  level: "inline",
  start: (source) => {
    const at = source.indexOf("||");
    return at === -1 ? undefined : at;
  },
  tokenizer(source) {
    const [raw, text] = /^\|\|(?=[^\s|])((?:\\.|(?!\|\|)[^\\])+)\|\|/su.exec(source) ?? [];
    if (raw === undefined || text === undefined || /\s$/u.test(text)) return undefined;
    return { type: "spoiler", raw, text, tokens: this.lexer.inlineTokens(text) };
  },
  renderer(token) {
    return `<span data-mx-spoiler>${this.parser.parseInline(token.tokens ?? [])}</span>`;
  },
};

/** A name in a piece of HTML's text, and whom it means: the first is linked. */
export interface Naming {
  readonly start: number;
  readonly end: number;
  readonly userIds: readonly string[];
}

/** Looks for names in a piece of HTML's text. */
export type FindNames = (piece: string) => readonly Naming[];

/** Someone named with `@`, as completed. */
export interface Mention {
  readonly userId: string;
  readonly name: string;
}

const tagsAndText = /(<[^>]*>)|([^<]+)/gu;

/** Makes links of the names that are found, outside of code and other links; and says whom they name. */
export function linkMentions(
  formatted: Formatted,
  find: FindNames,
): { readonly formatted: Formatted; readonly userIds: readonly string[] } {
  if (!formatted.text.includes("@")) return { formatted, userIds: [] };
  const userIds = new Set<string>();
  let closed = 0;
  const html = (formatted.html ?? escapeHtml(formatted.text).replaceAll("\n", "<br>")).replace(
    tagsAndText,
    (whole, tag: string | undefined) => {
      if (tag !== undefined) {
        if (/^<(?:a|code|pre)\b/u.test(tag)) closed += 1;
        else if (/^<\/(?:a|code|pre)>/u.test(tag)) closed -= 1;
        return tag;
      }
      if (closed > 0) return whole;
      let linked = "";
      let from = 0;
      for (const naming of find(whole)) {
        for (const userId of naming.userIds) userIds.add(userId);
        const href = `https://matrix.to/#/${encodeURIComponent(naming.userIds[0] ?? "")}`;
        linked += `${whole.slice(from, naming.start)}<a href="${href}">${whole.slice(naming.start, naming.end)}</a>`;
        from = naming.end;
      }
      return linked + whole.slice(from);
    },
  );
  return { formatted: userIds.size === 0 ? formatted : { ...formatted, html }, userIds: [...userIds] };
}

let loading: Promise<Marked> | null = null;

/** The parser, fetched when someone first writes a mark. */
function load(): Promise<Marked> {
  loading ??= import("marked").then(({ Marked }) => {
    const marked = new Marked<string, string>({ gfm: true, breaks: true });
    marked.use({
      renderer,
      extensions: [spoiler],
      // Addresses stay text: every client makes links of them.
      tokenizer: { url: () => undefined },
    });
    return marked;
  });
  // Tried again with the next message: the network may be back.
  loading.catch(() => {
    loading = null;
  });
  return loading;
}

/** Whether text may hold markdown, so that the parser is worth loading. */
export const mayHoldMarkdown = (text: string): boolean => marks.test(text);

/** Markdown to HTML at once, when the parser is there. */
export type Parse = (text: string) => string;

/** Rejects when the parser cannot be fetched. */
export async function loadParser(): Promise<Parse> {
  const marked = await load();
  return (text) => marked.parse(text, { async: false }).trim();
}

/** Turns what was written into a message's body. Rejects when the parser cannot be fetched. */
export async function formatMarkdown(text: string): Promise<Formatted> {
  if (!mayHoldMarkdown(text)) return { text, html: null };
  const html = (await loadParser())(text);
  const paragraph = /^<p>([\s\S]*)<\/p>$/u.exec(html)?.[1];
  const single = paragraph !== undefined && !paragraph.includes("<p>") ? paragraph : null;
  const plain = escapeHtml(text.trim()).replaceAll("\n", "<br>");
  if (single !== null && single === plain) return { text, html: null };
  return { text, html: single ?? html };
}
