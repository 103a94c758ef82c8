import { type Node, Slice } from "prosemirror-model";
import { EditorState, type Plugin, type Selection, TextSelection } from "prosemirror-state";
import type { Parse } from "../../../model/markdown.ts";
import { fromMarkdown } from "../../../model/rich/from-html.ts";
import { outOfBox } from "./keys.ts";
import { meantLiterally } from "./literal.ts";

/** Stands at an end of the selection while text becomes a document. */
const caretSign = "\uE000";

/** Places of a document that a selection runs between; the caret is at its head. */
interface Ends {
  readonly anchor: number;
  readonly head: number;
}

/** What an editor begins with. */
export interface Beginning {
  readonly markdown: string;
  /** UTF-16 units of the markdown. */
  readonly selection: Ends;
  /** What stood there before it was changed elsewhere: undoing brings it back. Absent: it was not changed. */
  readonly before?: string;
}

export const atEndOf = ({ content }: Node): Ends => ({ anchor: content.size, head: content.size });

type Placed = { readonly doc: Node } & Ends;

/** The document with a sign at places of its text, and where the signs came to stand; null: one was lost. */
function withSigns(markdown: string, places: readonly number[], parse: Parse) {
  const sorted = [...new Set(places)].sort((one, other) => one - other);
  const text = sorted.reduceRight((words, place) => words.slice(0, place) + caretSign + words.slice(place), markdown);
  const signed = fromMarkdown(text, parse, window);
  const found: number[] = [];
  signed.descendants((node, position) => {
    for (const [index, letter] of (node.text ?? "").split("").entries())
      if (letter === caretSign) found.push(position + index);
  });
  if (found.length !== sorted.length) return null;
  const doc = found.reduceRight((now, at) => now.replace(at, at + 1, Slice.empty), signed);
  // Each sign before another one has moved it.
  const at = places.map((place) => sorted.indexOf(place)).map((index) => (found[index] ?? 0) - index);
  return { doc, places, at };
}

const lettersOf = (doc: Node): string => doc.textContent.replace(/\s/gu, "");
/** Within a sign of markdown a caret would break it: then it stands beside it. */
const steps = [0, 1, -1, 2, -2];

/** A document of markdown with what was selected in the text; the caret alone, or its end, when that cannot be told. */
function withSelection({ markdown, selection: { anchor, head } }: Beginning, parse: Parse): Placed {
  const plain = fromMarkdown(markdown, parse, window);
  const letters = lettersOf(plain);
  const nearest = (end: number, besides: readonly number[]) => {
    for (const near of steps.map((step) => end + step)) {
      const found = near < 0 || near > markdown.length ? null : withSigns(markdown, [near, ...besides], parse);
      if (found !== null && lettersOf(found.doc) === letters) return found;
    }
    return null;
  };
  const caret = nearest(head, []);
  const range = anchor === head ? null : nearest(anchor, caret?.places ?? []);
  const { doc } = range ?? caret ?? { doc: plain };
  // No sign can stand before the first one of all, as that of a heading or of code.
  const atHead = (caret !== null && (range?.at[1] ?? caret.at[0])) || (head === 0 ? 0 : doc.content.size);
  return { doc, anchor: range?.at[0] ?? (anchor === 0 ? 0 : atHead), head: atHead };
}

/** What is selected between two places of a document, or near them. */
function between(doc: Node, { anchor, head }: Ends): Selection {
  const place = (at: number) => doc.resolve(Math.min(Math.max(0, at), doc.content.size));
  return anchor === head ? TextSelection.near(place(head), -1) : TextSelection.between(place(anchor), place(head), -1);
}

/** What is typed first is no part of the box that ends before the caret. */
function outside(state: EditorState): EditorState {
  const out = outOfBox(state);
  return out === null ? state : state.apply(out);
}

/** A document in the editor, with something of it selected. */
export function stateOf(doc: Node, ends: Ends, plugins: readonly Plugin[]): EditorState {
  const state = EditorState.create({ doc, plugins });
  return outside(state.apply(state.tr.setSelection(between(doc, ends))));
}

/** The same as a step after what stood there before, so that it can be undone. */
function stateAfter(before: Node, { doc, ...ends }: Placed, plugins: readonly Plugin[]): EditorState {
  const state = stateOf(before, atEndOf(before), plugins);
  const tr = meantLiterally(state.tr.replace(0, before.content.size, new Slice(doc.content, 0, 0)));
  // What is typed next is a step of its own, however soon it comes.
  return outside(state.apply(tr.setTime(0).setSelection(between(tr.doc, ends))));
}

/** The editor as it begins. */
export function beginningOf(first: Beginning, parse: Parse, plugins: readonly Plugin[]): EditorState {
  const placed = withSelection(first, parse);
  if (first.before === undefined) return stateOf(placed.doc, placed, plugins);
  return stateAfter(fromMarkdown(first.before, parse, window), placed, plugins);
}
