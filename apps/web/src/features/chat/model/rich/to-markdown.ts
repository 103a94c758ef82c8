import type { Fragment, Mark, Node } from "prosemirror-model";
import { pillLink, pillText } from "./pill.ts";
import { pillOf } from "./schema.ts";

/** How words are written: `draft` comes back as it was, `body` is for reading. */
type Purpose = "draft" | "body";

const delimiters: Readonly<Record<string, string>> = { strong: "**", strike: "~~", spoiler: "||" };
const isWord = (letter: string | undefined): boolean => letter !== undefined && /[\p{L}\p{N}_]/u.test(letter);

/** Marks that a parser would take for its own, as letters. What stands alone or within a word needs none. */
function escapeText(text: string, before: string): string {
  return (
    text
      .replace(/[\\`*<~[\]|&]|_/gu, (mark, at: number) => {
        const left = at === 0 ? before : text[at - 1];
        const right = text[at + 1];
        if (mark === "_" && isWord(left) && isWord(right) && left !== "_" && right !== "_") return mark;
        if (mark === "&" && !/^&#?\w{1,32};/u.test(text.slice(at))) return mark;
        if (mark === "*" && left === " " && right === " ") return mark;
        return `\\${mark}`;
      })
      // Spaces that would be swallowed.
      .replace(/ (?= )/gu, "\u00a0")
  );
}

/** What would begin a block at the start of a line. */
function escapeLineStart(line: string): string {
  return line
    .replace(/^(#{1,6})(?=\s|$)/u, "\\$1")
    .replace(/^([>+=-])/u, "\\$1")
    .replace(/^(\d{1,9})([.)])(?=\s|$)/u, "$1\\$2");
}

/** Spaces at the ends of a line would be swallowed. */
const keepEnds = (line: string): string => line.replace(/^ /u, "\u00a0").replace(/ $/u, "\u00a0");

interface Piece {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** Words with their marks; spaces at the ends of a mark stand outside of it, where a parser wants them. */
function piecesOf(content: Fragment, purpose: Purpose): readonly Piece[] {
  const pieces: Piece[] = [];
  const push = (text: string, marks: readonly Mark[]) => {
    if (text !== "") pieces.push({ text, marks });
  };
  content.forEach((node) => {
    if (!node.isText) {
      const pill = pillOf(node);
      const shown = pillText(pill);
      const asLink = purpose === "draft" && pill.kind !== "everyone";
      push(
        asLink ? `[${escapeText(shown, "")}](${pillLink(pill)})` : shown,
        node.marks.filter((mark) => mark.type.name !== "link"),
      );
      return;
    }
    const words = node.text ?? "";
    const marks = node.marks;
    if (marks.some((mark) => mark.type.name === "code")) push(codeSpan(words), []);
    else if (marks.length === 0) push(purpose === "draft" ? escapeText(words, endOf(pieces)) : words, []);
    else {
      const [, head = "", middle = "", tail = ""] = /^(\s*)(.*?)(\s*)$/su.exec(words) ?? [];
      const bare = marks.filter((mark) => mark.type.name === "link");
      push(head, bare);
      push(purpose === "draft" ? escapeText(middle, "") : middle, marks);
      push(tail, bare);
    }
  });
  return pieces;
}

const endOf = (pieces: readonly Piece[]): string => pieces.at(-1)?.text.at(-1) ?? "";

function codeSpan(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/gu) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = /^`|`$|^ .* $/su.test(text) ? " " : "";
  return fence + pad + text + pad + fence;
}

/** `_` reads better, but only `*` may stand within a word. */
const emphasis = (left: string | undefined, right: string | undefined): string =>
  isWord(left) || isWord(right) ? "*" : "_";

function lineMarkdown(content: Fragment, purpose: Purpose): string {
  const pieces = piecesOf(content, purpose);
  let text = "";
  let open: { readonly mark: Mark; readonly sign: string }[] = [];
  const close = (count: number) => {
    for (const { mark, sign } of open.splice(open.length - count).reverse()) {
      text += mark.type.name === "link" ? `](${linkTarget(String(mark.attrs.href))})` : sign;
    }
  };
  pieces.forEach((piece, at) => {
    let same = 0;
    while (same < open.length && isSame(open[same]?.mark, piece.marks[same])) same += 1;
    close(open.length - same);
    for (const mark of piece.marks.slice(same)) {
      const end = pieces.findIndex((other, index) => index > at && !other.marks.some((own) => own.eq(mark)));
      const after = end === -1 ? undefined : pieces[end]?.text[0];
      const sign = mark.type.name === "em" ? emphasis(text.at(-1), after) : (delimiters[mark.type.name] ?? "");
      open = [...open, { mark, sign }];
      text += mark.type.name === "link" ? "[" : sign;
    }
    text += piece.text;
  });
  close(open.length);
  return text;
}

/** Both there, and alike. */
const isSame = (one: Mark | undefined, other: Mark | undefined): boolean =>
  one !== undefined && other !== undefined && one.eq(other);

const linkTarget = (href: string): string => (/[\s()<>]/u.test(href) ? `<${href.replace(/[<>]/gu, "")}>` : href);

const indent = (text: string, by: string): string =>
  text
    .split("\n")
    .map((line, index) => (index === 0 || line === "" ? line : by + line))
    .join("\n");

function listMarkdown(list: Node, purpose: Purpose): string {
  const items: string[] = [];
  list.forEach((item, _offset, index) => {
    const sign = list.type.name === "ordered_list" ? `${Number(list.attrs.order) + index}. ` : "- ";
    items.push(sign + indent(blocksMarkdown(item.content, purpose, true), " ".repeat(sign.length)));
  });
  return items.join("\n");
}

function blockMarkdown(node: Node, purpose: Purpose): string {
  switch (node.type.name) {
    case "paragraph": {
      const line = lineMarkdown(node.content, purpose);
      return purpose === "draft" ? keepEnds(escapeLineStart(line)) : line;
    }
    case "heading": {
      const line = lineMarkdown(node.content, purpose);
      const sign = "#".repeat(Number(node.attrs.level));
      return `${sign} ${purpose === "draft" ? keepEnds(line.replaceAll("#", "\\#")).replaceAll("\u00a0", "&nbsp;") : line}`;
    }
    case "blockquote":
      return blocksMarkdown(node.content, purpose, false)
        .split("\n")
        .map((line) => (line === "" ? ">" : `> ${line}`))
        .join("\n");
    case "bullet_list":
    case "ordered_list":
      return listMarkdown(node, purpose);
    case "code_block": {
      const text = node.textContent;
      const longest = Math.max(2, ...(text.match(/`+/gu) ?? []).map((run) => run.length));
      const fence = "`".repeat(longest + 1);
      return `${fence}${node.attrs.language}\n${text}\n${fence}`;
    }
    default:
      return "---";
  }
}

/** `tight`: a list follows its item's words without a blank line. */
function blocksMarkdown(content: Fragment, purpose: Purpose, tight: boolean): string {
  let text = "";
  let last: Node | null = null;
  content.forEach((node) => {
    const lines = last?.type.name === "paragraph" && (node.type.name === "paragraph" || (tight && isList(node)));
    if (last !== null) text += lines ? "\n" : "\n\n";
    text += blockMarkdown(node, purpose);
    last = node;
  });
  return text;
}

const isList = (node: Node): boolean => node.type.name === "bullet_list" || node.type.name === "ordered_list";

/** Markdown that becomes the same document again: what a draft is kept as. */
export const toMarkdown = (doc: Node): string => blocksMarkdown(doc.content, "draft", false);

/** The plain text of a message: markdown as a person would write it, nothing escaped. */
export const toBody = (doc: Node): string => blocksMarkdown(doc.content, "body", false);
