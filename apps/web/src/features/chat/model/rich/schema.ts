import { type Mark, type MarkSpec, type Node, type NodeSpec, Schema } from "prosemirror-model";
import { type Pill, pillText } from "./pill.ts";

const nodes = {
  doc: { content: "block+" },
  // A paragraph is a line: an empty one between two others is a blank line.
  paragraph: { group: "block", content: "inline*", toDOM: () => ["p", 0] },
  heading: {
    group: "block",
    content: "inline*",
    attrs: { level: { default: 1 } },
    defining: true,
    // The message's own headings must not stand among the page's.
    toDOM: (node) => ["div", { "data-heading": String(node.attrs.level) }, 0],
  },
  blockquote: { group: "block", content: "block+", defining: true, toDOM: () => ["blockquote", 0] },
  bullet_list: { group: "block", content: "list_item+", toDOM: () => ["ul", 0] },
  ordered_list: {
    group: "block",
    content: "list_item+",
    attrs: { order: { default: 1 } },
    toDOM: (node) => ["ol", node.attrs.order === 1 ? {} : { start: String(node.attrs.order) }, 0],
  },
  list_item: { content: "paragraph block*", defining: true, toDOM: () => ["li", 0] },
  code_block: {
    group: "block",
    content: "text*",
    marks: "",
    code: true,
    defining: true,
    attrs: { language: { default: "" } },
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
  spoiler: { toDOM: () => ["span", { class: "spoiler-text" }, 0] },
  strong: { toDOM: () => ["strong", 0] },
  em: { toDOM: () => ["em", 0] },
  strike: { toDOM: () => ["del", 0] },
  code: { excludes: "_", code: true, toDOM: () => ["code", { spellcheck: "false" }, 0] },
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
