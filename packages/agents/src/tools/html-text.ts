import { Parser } from "htmlparser2";

interface HtmlTextOptions {
  /** Against which links are read. */
  readonly baseUrl: string;
  /** Characters of the text at most. */
  readonly maxChars: number;
}

interface HtmlText {
  readonly title: string;
  /** Headings as `#`, lists as `-`, links as `words (address)`. */
  readonly text: string;
  /** Whether there was more than what is given. */
  readonly cut: boolean;
}

const maxInput = 4_000_000;
/** Parsing a closing tag looks through all that is open: what is nested deeper is no page that somebody wrote. */
const maxOpen = 1_000;
const maxLinkLength = 500;
const unread = new Set(
  "script style noscript template svg math iframe object embed canvas video audio select textarea button nav".split(
    " ",
  ),
);
const blocks = new Set(
  "address article aside blockquote body dd div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section table tr ul".split(
    " ",
  ),
);

/**
 * What a page says, as text: without scripts and what it hides, in time and memory that grow with its length only. Nothing
 * is loaded. The text is as little to be trusted as the page.
 */
export function htmlToText(html: string, { baseUrl, maxChars }: HtmlTextOptions): HtmlText {
  const page = createPage(baseUrl, maxChars);
  const input = html.slice(0, maxInput);
  const step = 65_536;
  for (let at = 0; at < input.length && !page.full(); at += step) page.parser.write(input.slice(at, at + step));
  return { title: page.title(), text: page.text(), cut: page.full() || html.length > maxInput };
}

function createPage(baseUrl: string, maxChars: number) {
  let title = "";
  let text = "";
  let open = 0;
  let full = false;
  /** How many elements deep we are in one that is not read. */
  let hidden = 0;
  let inTitle = false;
  let preformatted = 0;
  const links: { address: string; from: number }[] = [];

  const write = (piece: string) => {
    if (full) return;
    text += piece;
    if (text.length > maxChars) {
      text = text.slice(0, maxChars);
      full = true;
    }
  };
  const newLine = (lines = 1) => {
    if (text === "") return;
    const ends = /\n*$/.exec(text.slice(-2))?.[0].length ?? 0;
    if (ends < lines) write("\n".repeat(lines - ends));
  };

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++open > maxOpen) full = true;
        if (full) return;
        if (hidden > 0 || unread.has(name) || isHidden(attributes)) {
          hidden++;
          return;
        }
        if (name === "title") inTitle = true;
        else if (name === "br") write("\n");
        else if (name === "img") write(attributes.alt ? `[image: ${attributes.alt.slice(0, 200)}]` : "");
        else if (name === "a") links.push({ address: addressOf(attributes.href, baseUrl), from: text.length });
        else if (name === "td" || name === "th") write(/[\n ]$|^$/.test(text.slice(-1)) ? "" : " | ");
        else if (blocks.has(name)) newLine(/^(p|h\d|ul|ol|table|pre|blockquote)$/.test(name) ? 2 : 1);
        if (name === "pre") preformatted++;
        if (name === "li") write("- ");
        if (/^h[1-6]$/.test(name)) write(`${"#".repeat(Number(name[1]))} `);
      },
      ontext(words) {
        if (full || hidden > 0) return;
        if (inTitle) title = (title + words).slice(0, 300);
        else if (preformatted > 0) write(words);
        else {
          const joined = words.replaceAll(/\s+/g, " ");
          write(/[\n ]$|^$/.test(text.slice(-1)) ? joined.trimStart() : joined);
        }
      },
      onclosetag(name) {
        open--;
        if (hidden > 0) {
          hidden--;
          return;
        }
        if (full) return;
        if (name === "title") inTitle = false;
        if (name === "pre") preformatted--;
        if (name === "a") {
          const link = links.pop();
          if (link && link.address !== "" && text.length > link.from) write(` (${link.address})`);
        }
        if (blocks.has(name)) newLine();
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  return {
    parser,
    full: () => full,
    title: () => title.replaceAll(/\s+/g, " ").trim(),
    text: () => text.replaceAll(/[ \t]+\n/g, "\n").trim(),
  };
}

/** What people do not see is not read either: it is where orders to models are hidden. */
function isHidden(attributes: Readonly<Record<string, string>>): boolean {
  if ("hidden" in attributes || attributes["aria-hidden"] === "true") return true;
  return /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(\D|$)/i.test(
    attributes.style ?? "",
  );
}

function addressOf(href: string | undefined, baseUrl: string): string {
  if (href === undefined || href.startsWith("#") || !URL.canParse(href, baseUrl)) return "";
  const { protocol, href: address } = new URL(href, baseUrl);
  return /^https?:$/.test(protocol) && address.length <= maxLinkLength ? address : "";
}
