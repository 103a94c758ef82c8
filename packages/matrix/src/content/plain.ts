import type { Body } from "../contract/timeline.ts";

/** More than this of a message nobody reads as one piece of plain text. UTF-16 units. */
const LONGEST = 20_000;
/** Stands for words that their author hides until they are asked for. */
const HIDDEN = "▒▒▒";

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };
const broken = new Set(
  "p div br hr li ul ol tr table blockquote pre h1 h2 h3 h4 h5 h6 details summary caption".split(" "),
);
const unseen = new Set(["mx-reply", "script", "style", "template", "title"]);

function decode(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]{2,6}));/giu, (whole, hex, decimal, name) => {
    if (typeof name === "string") return named[name.toLowerCase()] ?? whole;
    const code = typeof hex === "string" ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
}

/** Where a tag that begins at `from` ends: after the `>` that stands outside of quotes. */
function endOfTag(html: string, from: number): number {
  let quote = "";
  for (let at = from; at < html.length; at += 1) {
    const letter = html[at] ?? "";
    if (quote !== "") {
      if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === ">") return at + 1;
  }
  return html.length;
}

/** The person whom a link names, by `matrix.to` or `matrix:`. */
const personIn = /\shref=["'](?:https:\/\/matrix\.to\/#\/(?:@|%40)|matrix:u\/)([^"'?/\s]{1,255})["'?]/iu;

function personOf(tag: string): string | null {
  const id = personIn.exec(tag)?.[1];
  try {
    return id === undefined ? null : `@${decodeURIComponent(id)}`;
  } catch {
    return null;
  }
}

/**
 * The words of `formatted_body` without their form: for one line, for a screen reader, for a search. One pass, whatever
 * it holds; what comes out is plain text and must be shown as such.
 */
function textOfHtml(source: string, nameOf: (userId: string) => string | null): string {
  const html = source.slice(0, LONGEST);
  // Of ASCII only: other letters may become longer, and places must stay the same.
  const lower = html.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
  let out = "";
  let at = 0;
  /** Open spans since a hidden one, itself included; 0: nothing is hidden. */
  let hidden = 0;
  const say = (words: string) => {
    if (hidden === 0) out += words;
  };
  while (at < html.length) {
    const open = html.indexOf("<", at);
    say(decode(html.slice(at, open < 0 ? html.length : open)));
    if (open < 0) break;
    if (html.startsWith("<!--", open)) {
      const end = html.indexOf("-->", open);
      at = end < 0 ? html.length : end + 3;
      continue;
    }
    const tag = /^<(\/?)([a-z][a-z0-9-]{0,15})/u.exec(lower.slice(open, open + 20));
    if (tag === null) {
      say("<");
      at = open + 1;
      continue;
    }
    const [, slash, name = ""] = tag;
    at = endOfTag(html, open);
    if (slash === "" && unseen.has(name)) {
      const end = lower.indexOf(`</${name}`, at);
      at = end < 0 ? html.length : endOfTag(html, end);
    } else if (name === "span") {
      if (slash === "/") hidden = Math.max(0, hidden - 1);
      else if (hidden > 0) hidden += 1;
      else if (lower.slice(open, at).includes("data-mx-spoiler")) {
        say(HIDDEN);
        hidden = 1;
      }
    } else if (name === "a" && slash === "") {
      const person = personOf(html.slice(open, at));
      const known = person === null ? null : nameOf(person);
      if (known !== null) {
        say(`@${known}`);
        const end = lower.indexOf("</a", at);
        at = end < 0 ? html.length : end;
      }
    } else if (name === "img") say(decode(/\salt=("|')(.{0,64}?)\1/u.exec(html.slice(open, at))?.[2] ?? ""));
    else if (broken.has(name)) say("\n");
    else if (name === "td" || name === "th") say(" ");
  }
  const lines = out.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "").join("\n");
}

const nobody = (): null => null;

/**
 * What a message says as plain text: as it reads, not as it was typed. Nothing of a message that has no words. `nameOf`:
 * what a mentioned person is called here, whatever the message calls them; null: as the message does.
 */
export function plainOf(body: Body, nameOf: (userId: string) => string | null = nobody): string {
  if (body.type === "text") return wordsOf(body, nameOf);
  if (body.type === "media") return body.caption === null ? body.name : wordsOf(body.caption, nameOf);
  return body.type === "unsupported" ? (body.fallback ?? "") : "";
}

function wordsOf(said: { text: string; html: string | null }, nameOf: (userId: string) => string | null): string {
  return (said.html === null ? "" : textOfHtml(said.html, nameOf)) || said.text;
}
