import { history } from "prosemirror-history";
import { type Node, Slice } from "prosemirror-model";
import type { Command, EditorState, Transaction } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import type { Parse } from "../../../model/markdown.ts";
import { fromHtml, fromMarkdown, fromText } from "../../../model/rich/from-html.ts";
import { isEmptyDoc, schema } from "../../../model/rich/schema.ts";
import { settle } from "../../../model/rich/settle.ts";
import { toHtml } from "../../../model/rich/to-html.ts";
import { toBody, toMarkdown } from "../../../model/rich/to-markdown.ts";
import { withoutInline } from "../../../model/sanitise.ts";
import type { Codes } from "../../../model/typed-emoji.ts";
import type { CaretContext, Cut, Insertion, Surface } from "../surface.ts";
import { createArrivals, takeEnding } from "./at-once.ts";
import { atEndOf, type Beginning, beginningOf, stateOf } from "./beginning.ts";
import { type FormatName, isActive, languageAt } from "./commands.ts";
import { createInputRules } from "./input-rules.ts";
import { beginCode, createKeys } from "./keys.ts";
import { createLiteral, isLiteralAt } from "./literal.ts";
import { CopySerializer, copyText, drop, paste } from "./paste.ts";

/** What the editor tells, and asks. Kept up to date by whoever mounts it. */
export interface EditorHost {
  readonly attributes: Readonly<Record<string, string>>;
  onText(markdown: string): void;
  onCaret(caret: CaretContext | null): void;
  onFormats(formats: Formats): void;
  onKey(event: KeyboardEvent): boolean;
  readonly onFiles: ((files: readonly File[]) => void) | null;
  readonly codes: Codes;
}

/** What holds where the caret stands. */
export interface Formats {
  readonly active: ReadonlySet<FormatName>;
  /** Of the code that it stands in; null: in none. */
  readonly language: string | null;
}

export interface RichEditor extends Surface {
  readonly view: EditorView;
  /** What the editor last told, or was told: not to be taken for news. */
  readonly markdown: string;
  setMarkdown(markdown: string): void;
  /** Takes up a message's own HTML. Null: it holds what cannot be shown here. Else what it comes to in markdown. */
  setHtml(html: string): string | null;
  /** Text in which every sign is meant by the letter. Answers its markdown. */
  setText(text: string): string;
  /** Without taking the focus. */
  run(command: Command): void;
  /** Shows changed attributes. */
  refresh(): void;
  destroy(): void;
}

const formats: readonly FormatName[] = [
  "strong",
  "em",
  "strike",
  "code",
  "spoiler",
  "link",
  "bullet_list",
  "ordered_list",
  "blockquote",
  "code_block",
];
const longestBefore = 64;
/** The editor itself reads the end of a composition 20 ms after it. */
const compositionMs = 50;

function caretOf(state: EditorState): CaretContext | null {
  const { $from, empty } = state.selection;
  if (!empty || $from.parent.type.spec.code === true || $from.marks().some((mark) => mark.type.name === "code"))
    return null;
  const start = Math.max(0, $from.parentOffset - longestBefore);
  const before = $from.parent.textBetween(start, $from.parentOffset, undefined, "\ufffc");
  return { before, atStart: start === 0 && $from.before() === 0 };
}

/** Nothing that anyone could read: an empty list is no message. */
const textOf = (doc: Node): string => (doc.textContent.trim() === "" && !hasLeaf(doc) ? "" : toMarkdown(doc));
function hasLeaf(doc: Node): boolean {
  let found = false;
  doc.descendants((node) => {
    if (node.type.name === "pill" || node.type.name === "rule") found = true;
    return !found;
  });
  return found;
}

/** Without the first letters of the document, and with words after it. */
function cutDoc(doc: Node, { skip, after }: Cut): Node {
  const short = skip === 0 ? doc : doc.replace(1, 1 + skip, Slice.empty);
  if (after === "") return short;
  const last = short.lastChild;
  if (last?.type.name !== "paragraph")
    return short.copy(short.content.addToEnd(schema.node("paragraph", null, [schema.text(after)])));
  const words = last.content.size === 0 ? after : ` ${after}`;
  return short.copy(
    short.content.replaceChild(short.childCount - 1, last.copy(last.content.addToEnd(schema.text(words)))),
  );
}

const letterOf = (doc: Node) => ({ text: toBody(doc).trim(), html: toHtml(doc) });
const isPlainPaste = (event: KeyboardEvent): boolean =>
  event.shiftKey && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "v";

/** What holds where the caret stands. */
const formatsAt = (state: EditorState): Formats => ({
  active: new Set(formats.filter((name) => isActive(state, name))),
  language: languageAt(state),
});

/** Puts what was chosen in the place of the letters before the caret. */
function completed({ selection: { to }, tr }: EditorState, length: number, insertion: Insertion): Transaction {
  if ("text" in insertion) tr.insertText(insertion.text, to - length, to);
  else tr.replaceWith(to - length, to, [schema.node("pill", { ...insertion.pill }), schema.text(" ")]);
  return tr.scrollIntoView();
}

/** Mounts the editor into `place`, with a text and what is selected in it. */
export function createRichEditor(place: HTMLElement, first: Beginning, parse: Parse, host: EditorHost): RichEditor {
  /** Escape was pressed: the next Tab leaves the field, also from code and lists. */
  let leaves = false;
  const codes: Codes = { of: (code) => host.codes.of(code), load: () => host.codes.load() };
  const plugins = [history(), createLiteral(), createInputRules(codes), ...createKeys(() => leaves)];
  const arrivals = createArrivals(() => view, codes);
  /** What the document comes to when it is sent. */
  const settled = () => settle(view.state.doc, isLiteralAt(view.state));
  let markdown = first.markdown;
  /** Ctrl+Shift+V was pressed: what is pasted comes without its form. */
  let plainPaste = false;
  const view: EditorView = new EditorView(place, {
    state: beginningOf(first, parse, plugins),
    attributes: (state) => ({
      ...host.attributes,
      class: isEmptyDoc(state.doc) ? "rich-field rich-field-empty" : "rich-field",
    }),
    handleKeyDown(_view, event) {
      plainPaste = isPlainPaste(event);
      if (event.key !== "Tab" && event.key !== "Shift") leaves = event.key === "Escape";
      // An input method's own keys come as 229, or with its mark: they are not for anyone else.
      if (event.isComposing || event.keyCode === 229) return false;
      if (!host.onKey(event)) return false;
      event.preventDefault();
      // Answered here: the keys of the page around are not asked.
      if (event.key === "Escape") event.stopPropagation();
      return true;
    },
    transformPastedHTML: withoutInline,
    handlePaste(_view, event) {
      const plain = plainPaste;
      plainPaste = false;
      return event.clipboardData !== null && paste(view, event.clipboardData, plain, { parse, onFiles: host.onFiles });
    },
    // What is moved within the field is moved by the editor itself.
    handleDrop: (_view, event, _slice, moved) => !moved && drop(view, event, parse),
    handleDOMEvents: {
      compositionend() {
        // After the editor has read the last of it.
        setTimeout(arrivals.take, compositionMs);
        return false;
      },
      blur() {
        host.onCaret(null);
        return false;
      },
      focus() {
        host.onCaret(caretOf(view.state));
        return false;
      },
    },
    clipboardSerializer: new CopySerializer({}, {}),
    clipboardTextSerializer: copyText,
    dispatchTransaction(transaction) {
      const tr = arrivals.apart(transaction);
      view.updateState(view.state.apply(tr));
      arrivals.note(tr);
      if (arrivals.take()) return;
      if (tr.docChanged) {
        markdown = textOf(settled());
        host.onText(markdown);
      }
      tell();
    },
  });
  const tell = () => {
    host.onCaret(view.hasFocus() ? caretOf(view.state) : null);
    host.onFormats(formatsAt(view.state));
  };
  const show = (doc: Node, as = textOf(doc)): string => {
    markdown = as;
    arrivals.forget();
    view.updateState(stateOf(doc, atEndOf(doc), plugins));
    tell();
    return as;
  };
  return {
    view,
    element: view.dom,
    get markdown() {
      return markdown;
    },
    setMarkdown(next) {
      if (next !== markdown) show(fromMarkdown(next, parse, window), next);
    },
    setHtml(html) {
      const read = fromHtml(html, window);
      return read === null || read.lossy ? null : show(read.doc);
    },
    setText: (text) => show(fromText(text)),
    focus: () => view.focus(),
    insert(text) {
      view.dispatch(view.state.tr.insertText(text).scrollIntoView());
    },
    complete(length, insertion) {
      view.dispatch(completed(view.state, length, insertion));
    },
    // In code, and where it is about to be opened.
    takesEnter: () => view.state.selection.$from.parent.type.spec.code === true || beginCode(view.state),
    finish() {
      const tr = takeEnding(view.state);
      if (tr !== null) view.dispatch(tr);
    },
    read: (cut) => letterOf(cutDoc(settled(), cut)),
    run(command) {
      command(view.state, view.dispatch, view);
    },
    refresh: () => view.setProps({}),
    destroy: () => view.destroy(),
  };
}
