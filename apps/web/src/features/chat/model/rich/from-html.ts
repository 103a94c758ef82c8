import { Fragment, type Mark, type Node } from "prosemirror-model";
import { mayHoldMarkdown } from "../markdown.ts";
import { sanitiseHtml } from "../sanitise.ts";
import type { Pill } from "./pill.ts";
import { emptyDoc, schema } from "./schema.ts";

/** What was read, and whether it holds what this editor cannot show: then it is better edited as plain text. */
export interface Read {
  readonly doc: Node;
  readonly lossy: boolean;
}

/** Deeper than this nobody quotes or lists; the rest is taken as lines. */
const deepest = 12;

const markOf: Readonly<Record<string, string>> = {
  strong: "strong",
  b: "strong",
  em: "em",
  i: "em",
  del: "strike",
  s: "strike",
  code: "code",
};
const lossyTags = new Set("table details summary u sup sub h4 h5 h6 caption".split(" "));
const blockTags = new Set(
  "p div h1 h2 h3 h4 h5 h6 blockquote ul ol li pre hr table thead tbody tr td th details summary caption".split(" "),
);
const isBlock = (node: ChildNode): node is Element =>
  node instanceof Element && (blockTags.has(node.tagName.toLowerCase()) || [...node.children].some(isBlock));

const matrixToLink = /^https:\/\/matrix\.to\/#\/([^/?]+)(?:\?(?:.*&)?via=([^&]+).*|\?.*)?$/u;

/** The person or room that a link names. */
function pillOfLink(href: string, text: string): Pill | null {
  const [, encoded, server = ""] = matrixToLink.exec(href) ?? [];
  if (encoded === undefined) return null;
  let id: string;
  let via: string;
  try {
    id = decodeURIComponent(encoded);
    via = decodeURIComponent(server);
  } catch {
    return null;
  }
  const name = text.replace(/^[@#]/u, "").trim();
  if (name === "" || !/^[@!#][^\s:]*(?::\S+)?$/u.test(id)) return null;
  return id.startsWith("@") ? { kind: "person", id, name, via: "" } : { kind: "room", id, name, via };
}

/** Words of a line; `@room` is a pill wherever it stands alone. */
function textNodes(text: string, marks: readonly Mark[]): readonly Node[] {
  if (marks.some((mark) => mark.type.name === "code")) return [schema.text(text, marks)];
  return text
    .split(/((?<![\p{L}\p{N}_@])@room(?![\p{L}\p{N}_]))/u)
    .filter((piece) => piece !== "")
    .map((piece) =>
      piece === "@room"
        ? pillNode({ kind: "everyone", id: "", name: "room", via: "" }, marks)
        : schema.text(piece, marks),
    );
}

const pillNode = (pill: Pill, marks: readonly Mark[]): Node =>
  schema.node(
    "pill",
    { ...pill },
    undefined,
    [...marks].filter((mark) => mark.type.name !== "link" && mark.type.name !== "code"),
  );

class Reader {
  lossy = false;
  readonly spaces: "shown" | "kept";

  /** `kept`: a run of spaces is one, as in text; else it is one space, as HTML shows it. */
  constructor(spaces: "shown" | "kept") {
    this.spaces = spaces;
  }

  /** Text as HTML shows it: white space is one space, a fixed space is one that stays. */
  words(text: string, marks: readonly Mark[]): readonly Node[] {
    const kept = this.spaces === "kept" ? text.replace(/ (?= )/gu, "\u00a0") : text;
    const shown = kept.replace(/[\t\n\f\r ]+/gu, " ").replaceAll("\u00a0", "\u0001");
    return shown === "" ? [] : textNodes(shown, marks);
  }

  marked(element: Element, marks: readonly Mark[]): readonly Mark[] {
    const tag = element.tagName.toLowerCase();
    if (lossyTags.has(tag)) this.lossy = true;
    const name = tag === "span" && element.hasAttribute("data-mx-spoiler") ? "spoiler" : markOf[tag];
    if (element.getAttribute("data-mx-spoiler")) this.lossy = true;
    if (tag === "a") {
      const href = element.getAttribute("href");
      return href === null ? marks : schema.mark("link", { href }).addToSet(marks);
    }
    return name === undefined ? marks : schema.mark(name).addToSet(marks);
  }

  /** An inline node. */
  inline(node: ChildNode, marks: readonly Mark[]): readonly Node[] {
    if (node.nodeType === 3) return this.words(node.textContent ?? "", marks);
    if (!(node instanceof Element)) return [];
    const href = node.getAttribute("href");
    const pill = node.tagName === "A" && href !== null ? pillOfLink(href, node.textContent ?? "") : null;
    if (pill !== null) return [pillNode(pill, marks)];
    const inner = this.marked(node, marks);
    return [...node.childNodes].flatMap((child) => this.inline(child, inner));
  }

  blocks(parent: ParentNode, marks: readonly Mark[], depth: number): readonly Node[] {
    const made: Node[] = [];
    let line: Node[] = [];
    let lastWasParagraph = false;
    const endLine = (always: boolean) => {
      const content = trim(line);
      line = [];
      if (content.length === 0 && !always) return;
      made.push(schema.node("paragraph", null, Fragment.fromArray([...content])));
      lastWasParagraph = false;
    };
    const readInline = (node: ChildNode, own: readonly Mark[]): void => {
      if (node instanceof Element && node.tagName === "BR") {
        endLine(true);
        return;
      }
      if (!(node instanceof Element) || node.querySelector("br") === null) {
        line.push(...this.inline(node, own));
        return;
      }
      const inner = this.marked(node, own);
      for (const child of node.childNodes) readInline(child, inner);
    };
    for (const node of parent.childNodes) {
      if (!isBlock(node)) {
        readInline(node, marks);
        continue;
      }
      endLine(false);
      const paragraph = node.tagName === "P";
      const read = this.block(node, marks, depth);
      // Two paragraphs are parted by a blank line.
      if (paragraph && lastWasParagraph && read.length > 0) made.push(schema.node("paragraph"));
      made.push(...read);
      lastWasParagraph = paragraph ? read.length > 0 : false;
    }
    endLine(false);
    return made;
  }

  block(element: Element, marks: readonly Mark[], depth: number): readonly Node[] {
    const tag = element.tagName.toLowerCase();
    if (lossyTags.has(tag)) this.lossy = true;
    if (tag === "hr") return [schema.node("rule")];
    if (tag === "pre") return [this.code(element)];
    if (/^h\d$/u.test(tag)) return [this.heading(element, marks, Math.min(3, Number(tag[1])))];
    if (depth >= deepest) return this.blocks(element, marks, depth);
    if (tag === "blockquote") {
      const content = this.blocks(element, marks, depth + 1);
      return content.length === 0 ? [] : [schema.node("blockquote", null, [...content])];
    }
    if (tag === "ul" || tag === "ol") return this.list(element, marks, depth + 1);
    if (tag === "tr") return this.row(element, marks);
    return this.blocks(element, this.marked(element, marks), depth);
  }

  /** The cells of a row in one line. */
  row(element: Element, marks: readonly Mark[]): readonly Node[] {
    const cells = [...element.children].map((cell) => trim(this.inline(cell, marks)));
    const line = cells.flatMap((cell, index) => (index === 0 ? cell : [schema.text(" | "), ...cell]));
    return line.length === 0 ? [] : [schema.node("paragraph", null, Fragment.fromArray([...line]))];
  }

  heading(element: Element, marks: readonly Mark[], level: number): Node {
    return schema.node("heading", { level }, Fragment.fromArray([...trim(this.inline(element, marks))]));
  }

  code(element: Element): Node {
    const code = element.querySelector("code");
    const language = /(?:^|\s)language-([\w+#.-]{1,32})/u.exec(code?.getAttribute("class") ?? "")?.[1] ?? "";
    for (const br of element.querySelectorAll("br")) br.replaceWith("\n");
    const text = (element.textContent ?? "").replace(/\r\n?/gu, "\n").replace(/\n$/u, "");
    return schema.node("code_block", { language }, text === "" ? [] : [schema.text(text)]);
  }

  list(element: Element, marks: readonly Mark[], depth: number): readonly Node[] {
    const items: Node[] = [];
    for (const child of element.children) {
      const nested = child.tagName === "UL" || child.tagName === "OL";
      const content = nested ? this.block(child, marks, depth) : this.blocks(child, marks, depth);
      if (content.length === 0 && nested) continue;
      const first = content[0]?.type.name === "paragraph" ? [] : [schema.node("paragraph")];
      items.push(schema.node("list_item", null, [...first, ...content]));
    }
    if (items.length === 0) return [];
    if (element.tagName === "UL") return [schema.node("bullet_list", null, items)];
    const order = Number.parseInt(element.getAttribute("start") ?? "1", 10);
    return [schema.node("ordered_list", { order: Number.isSafeInteger(order) && order >= 0 ? order : 1 }, items)];
  }
}

/** Takes the spaces at the ends of a line, and those that follow a space; what must stay was marked. */
function trim(line: readonly Node[]): readonly Node[] {
  let space = true;
  const made: Node[] = [];
  for (const node of line) {
    if (!node.isText) {
      made.push(node);
      space = false;
      continue;
    }
    const inCode = node.marks.some((mark) => mark.type.name === "code");
    let text = node.text ?? "";
    if (space && !inCode) text = text.replace(/^ +/u, "");
    if (text === "") continue;
    space = !inCode && text.endsWith(" ");
    made.push(schema.text(text, node.marks));
  }
  const last = made.at(-1);
  if (last?.isText === true && space) {
    const text = (last.text ?? "").replace(/ +$/u, "");
    made.pop();
    if (text !== "") made.push(schema.text(text, last.marks));
  }
  return made.map((node) =>
    node.isText ? schema.text((node.text ?? "").replaceAll("\u0001", " "), node.marks) : node,
  );
}

/** Reads HTML of anyone into a document; it is sanitised first. Null when nothing is left of it. */
export function fromHtml(
  html: string,
  view: Window & typeof globalThis,
  spaces: "shown" | "kept" = "shown",
): Read | null {
  const fragment = sanitiseHtml(html, view);
  if (fragment === null) return null;
  const reader = new Reader(spaces);
  const blocks = reader.blocks(fragment, [], 0);
  const doc = blocks.length === 0 ? emptyDoc() : schema.node("doc", null, [...blocks]);
  return { doc, lossy: reader.lossy };
}

/** Reads plain text: each line is a paragraph. */
export function fromText(text: string): Node {
  const lines = text.replace(/\r\n?/gu, "\n").replaceAll("\u00a0", " ").split("\n");
  return schema.node(
    "doc",
    null,
    lines.map((line) => schema.node("paragraph", null, [...textNodes(line, [])])),
  );
}

/** Reads a draft. `parse` turns markdown into HTML. */
export function fromMarkdown(
  text: string,
  parse: (markdown: string) => string,
  view: Window & typeof globalThis,
): Node {
  if (!mayHoldMarkdown(text)) return fromText(text);
  return fromHtml(parse(text), view, "kept")?.doc ?? fromText(text);
}
