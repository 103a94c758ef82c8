import type { Fragment, Mark, Node } from "prosemirror-model";
import { escapeHtml } from "../markdown.ts";
import { pillLink, pillText } from "./pill.ts";
import { pillOf } from "./schema.ts";

const tags: Readonly<Record<string, readonly [open: string, close: string]>> = {
  spoiler: ["<span data-mx-spoiler>", "</span>"],
  strong: ["<strong>", "</strong>"],
  em: ["<em>", "</em>"],
  strike: ["<del>", "</del>"],
  code: ["<code>", "</code>"],
};
const openTag = (mark: Mark): string =>
  mark.type.name === "link" ? `<a href="${escapeHtml(String(mark.attrs.href))}">` : (tags[mark.type.name]?.[0] ?? "");
const closeTag = (mark: Mark): string => (mark.type.name === "link" ? "</a>" : (tags[mark.type.name]?.[1] ?? ""));

function leafHtml(node: Node): string {
  if (node.isText) return escapeHtml(node.text ?? "");
  const pill = pillOf(node);
  const shown = escapeHtml(pillText(pill));
  return pill.kind === "everyone" ? shown : `<a href="${pillLink(pill)}">${shown}</a>`;
}

/** Spaces that HTML would swallow stand: all but the last of a run, and those before a line; after it they say nothing. */
const keepSpaces = (html: string): string =>
  html
    .replace(/ +((?:<[^>]*>)*)$/u, "$1")
    .replace(/ (?=(?:<[^>]*>)* )/gu, "&nbsp;")
    .replace(/^((?:<[^>]*>)*) /u, "$1&nbsp;");

const isSame = (one: Mark | undefined, other: Mark | undefined): boolean =>
  one !== undefined && other !== undefined && one.eq(other);

/** One line of words with its marks. */
function lineHtml(content: Fragment): string {
  let html = "";
  let open: readonly Mark[] = [];
  content.forEach((node) => {
    // A pill is a link itself.
    const marks = node.isText ? node.marks : node.marks.filter((mark) => mark.type.name !== "link");
    let same = 0;
    while (same < open.length && isSame(open[same], marks[same])) same += 1;
    html += open.slice(same).reverse().map(closeTag).join("") + marks.slice(same).map(openTag).join("");
    open = marks;
    html += leafHtml(node);
  });
  return keepSpaces(html + [...open].reverse().map(closeTag).join(""));
}

/** Lines as paragraphs: an empty line begins a new one. */
function paragraphs(lines: readonly Node[]): readonly string[] {
  const made: string[][] = [[]];
  for (const line of lines) {
    if (line.content.size === 0) made.push([]);
    else made.at(-1)?.push(lineHtml(line.content));
  }
  return made.filter((each) => each.length > 0).map((each) => each.join("<br>"));
}

function itemsHtml(list: Node): string {
  let html = "";
  list.forEach((item) => {
    html += `<li>${blocksHtml(item.content, true)}</li>`;
  });
  return html;
}

function blockHtml(node: Node): string {
  switch (node.type.name) {
    case "heading":
      return `<h${node.attrs.level}>${lineHtml(node.content)}</h${node.attrs.level}>`;
    case "blockquote":
      return `<blockquote>${blocksHtml(node.content, false)}</blockquote>`;
    case "bullet_list":
      return `<ul>${itemsHtml(node)}</ul>`;
    case "ordered_list":
      return `<ol${node.attrs.order === 1 ? "" : ` start="${node.attrs.order}"`}>${itemsHtml(node)}</ol>`;
    case "code_block": {
      const language = String(node.attrs.language);
      const named = language === "" ? "" : ` class="language-${escapeHtml(language)}"`;
      return `<pre><code${named}>${escapeHtml(node.textContent)}\n</code></pre>`;
    }
    default:
      return "<hr>";
  }
}

/** `bare`: a single paragraph needs no tags of its own. */
function blocksHtml(content: Fragment, bare: boolean): string {
  const pieces: { html: string; paragraph: boolean }[] = [];
  let lines: Node[] = [];
  const endLines = () => {
    pieces.push(...paragraphs(lines).map((html) => ({ html, paragraph: true })));
    lines = [];
  };
  content.forEach((node) => {
    if (node.type.name === "paragraph") lines.push(node);
    else {
      endLines();
      pieces.push({ html: blockHtml(node), paragraph: false });
    }
  });
  endLines();
  const single = bare && pieces.filter((piece) => piece.paragraph).length === 1 && pieces[0]?.paragraph === true;
  return pieces.map(({ html, paragraph }) => (paragraph && !single ? `<p>${html}</p>` : html)).join("");
}

/** Whether the plain text says all that the document says. */
function isPlain(doc: Node): boolean {
  let plain = true;
  doc.descendants((node) => {
    if (node.marks.length > 0) plain = false;
    if (node.type.name === "pill" && pillOf(node).kind !== "everyone") plain = false;
    if (node.isBlock && node.type.name !== "paragraph") plain = false;
    return plain;
  });
  return plain;
}

/** `formatted_body` of a document; null when its plain text says as much. */
export function toHtml(doc: Node): string | null {
  return isPlain(doc) ? null : blocksHtml(doc.content, doc.childCount === 1 || allParagraphs(doc));
}

function allParagraphs(doc: Node): boolean {
  let all = true;
  doc.forEach((node) => {
    if (node.type.name !== "paragraph") all = false;
  });
  return all;
}
