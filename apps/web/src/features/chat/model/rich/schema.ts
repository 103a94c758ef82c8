import { type Mark, type MarkSpec, type Node, type NodeSpec, Schema } from "prosemirror-model";
import { type Pill, pillText } from "./pill.ts";

const nodes = {
  doc: { content: "block+" },
  // A paragraph is a line: an empty one between two others is a blank line.
  // What is read of the page is what the browser itself changes there; what is pasted goes another way.
  paragraph: { group: "block", content: "inline*", parseDOM: [{ tag: "p" }, { tag: "div" }], toDOM: () => ["p", 0] },
  heading: {
    group: "block",
    content: "inline*",
    attrs: { level: { default: 1 } },
    defining: true,
    parseDOM: [{ tag: "div[data-heading]", priority: 60 }],
    // The message's own headings must not stand among the page's.
    toDOM: (node) => ["div", { "data-heading": String(node.attrs.level) }, 0],
  },
  blockquote: {
    group: "block",
    content: "block+",
    defining: true,
    parseDOM: [{ tag: "blockquote" }],
    toDOM: () => ["blockquote", 0],
  },
  bullet_list: { group: "block", content: "list_item+", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
  ordered_list: {
    group: "block",
    content: "list_item+",
    attrs: { order: { default: 1 } },
    parseDOM: [{ tag: "ol" }],
    toDOM: (node) => ["ol", node.attrs.order === 1 ? {} : { start: String(node.attrs.order) }, 0],
  },
  list_item: { content: "paragraph block*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  code_block: {
    group: "block",
    content: "text*",
    marks: "",
    code: true,
    defining: true,
    attrs: { language: { default: "" } },
    parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
    toDOM: (node) => ["pre", { "data-language": String(node.attrs.language), spellcheck: "false" }, ["code", 0]],
  },
  rule: { group: "block", toDOM: () => ["hr"] },
  text: { group: "inline" },
  pill: {
    group: "inline",
    inline: true,
    atom: true,
    selectable: false,
    attrs: { kind: { default: "person" }, id: { default: "" }, name: { default: "" }, via: { default: "" } },
    leafText: (node) => pillText(pillOf(node)),
    toDOM: (node) => ["span", { class: "pill", title: String(node.attrs.id) }, pillText(pillOf(node))],
  },
} as const satisfies Record<string, NodeSpec>;

// Their order is the order in which they lie in each other.
const marks = {
  link: {
    attrs: { href: {} },
    inclusive: false,
    toDOM: (mark) => ["span", { class: "link", title: String(mark.attrs.href) }, 0],
  },
  spoiler: { parseDOM: [{ tag: "span.spoiler-text" }], toDOM: () => ["span", { class: "spoiler-text" }, 0] },
  strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
  em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  strike: { parseDOM: [{ tag: "del" }, { tag: "s" }], toDOM: () => ["del", 0] },
  code: { excludes: "_", code: true, parseDOM: [{ tag: "code" }], toDOM: () => ["code", { spellcheck: "false" }, 0] },
} as const satisfies Record<string, MarkSpec>;

/** What a message can be made of while it is written. */
export const schema = new Schema({ nodes, marks });

export const pillOf = (node: Node): Pill => {
  const { kind, id, name, via } = node.attrs;
  const known = kind === "room" || kind === "everyone" ? kind : "person";
  return { kind: known, id: String(id), name: String(name), via: String(via) };
};

export const isNamed = (mark: Mark, name: keyof typeof marks): boolean => mark.type.name === name;

/** A document with nothing in it. */
export const emptyDoc = (): Node => schema.node("doc", null, [schema.node("paragraph")]);

export const isEmptyDoc = (doc: Node): boolean =>
  doc.childCount === 1 && doc.firstChild?.type.name === "paragraph" && doc.firstChild.content.size === 0;
