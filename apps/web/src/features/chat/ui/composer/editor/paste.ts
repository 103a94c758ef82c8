import { DOMSerializer, type Fragment, type Node, Slice } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import type { Parse } from "../../../model/markdown.ts";
import { fromHtml, fromMarkdown, fromText } from "../../../model/rich/from-html.ts";
import { emptyDoc, schema } from "../../../model/rich/schema.ts";
import { toHtml } from "../../../model/rich/to-html.ts";
import { toBody } from "../../../model/rich/to-markdown.ts";
import { withoutInline } from "../../../model/sanitise.ts";
import { meantLiterally } from "./literal.ts";

/** Longer text becomes a file where files can be sent. UTF-16 units. */
const longestPaste = 100_000;
const address = /^(?:https?:\/\/|mailto:)\S{1,2048}$/u;

/** What a clipboard or a drop holds. */
export interface Pasted {
  readonly files: readonly File[];
  readonly html: string;
  readonly text: string;
  /** The language of code that was copied in an editor that says so, or null. */
  readonly language: string | null;
}

function readTransfer(transfer: DataTransfer): Pasted {
  return {
    files: [...transfer.files],
    html: transfer.getData("text/html"),
    text: transfer.getData("text/plain"),
    language: languageOf(transfer.getData("vscode-editor-data")),
  };
}

function languageOf(data: string): string | null {
  try {
    const parsed: unknown = JSON.parse(data);
    const mode = typeof parsed === "object" && parsed !== null && "mode" in parsed ? parsed.mode : null;
    return typeof mode === "string" && /^[\w+#.-]{1,32}$/u.test(mode) ? mode : null;
  } catch {
    return null;
  }
}

/** Files are meant when there is nothing to read beside them: a picture is often copied with its address. */
const meansFiles = ({ files, html, text }: Pasted): boolean =>
  files.length > 0 &&
  text.trim() === "" &&
  !/<(?:p|div|table|ul|ol|pre|span)\b/iu.test(html.replace(/<img\b[^>]*>/giu, ""));

/** Says with tags what others say with styles: the sanitiser drops those. */
function withTags(html: string, view: Window & typeof globalThis): string {
  const page = new view.DOMParser().parseFromString(withoutInline(html), "text/html");
  for (const element of page.querySelectorAll<HTMLElement>("b, strong, i, em, span, font, p, div")) {
    const style = element.getAttribute("data-style") ?? "";
    const fontWeight = /font-weight\s*:\s*([\w-]+)/iu.exec(style)?.[1]?.toLowerCase() ?? "";
    const fontStyle = /font-style\s*:\s*([\w-]+)/iu.exec(style)?.[1]?.toLowerCase() ?? "";
    const plain = fontWeight === "normal" || fontWeight === "400";
    if (/^(?:B|STRONG)$/u.test(element.tagName)) {
      if (plain) element.replaceWith(...element.childNodes);
    } else if (element.tagName === "SPAN" || element.tagName === "FONT") {
      if (fontWeight === "bold" || Number(fontWeight) >= 600) wrap(page, element, "strong");
      if (fontStyle === "italic") wrap(page, element, "em");
    }
  }
  return page.body.innerHTML;
}

function wrap(page: Document, element: Element, tag: string): void {
  const wrapper = page.createElement(tag);
  wrapper.append(...element.childNodes);
  element.append(wrapper);
}

const inMono = /font-family\s*:[^;]*(?:\bmono|monospace|menlo|monaco|consolas|courier)/iu;
const inLines = /white-space(?:-collapse)?\s*:\s*(?:pre|break-spaces)\b/iu;

/** Whether all of it is one box that shows its lines as they are, in a face of even widths: so editors copy code. */
function isCode(html: string, view: Window & typeof globalThis): boolean {
  const { body } = new view.DOMParser().parseFromString(withoutInline(html), "text/html");
  let [box, ...others] = [...body.children].filter(({ tagName }) => tagName !== "META");
  // Some wrap it once more.
  if (box?.children.length === 1 && !box.hasAttribute("data-style")) [box, ...others] = [...box.children, ...others];
  const style = box?.getAttribute("data-style") ?? "";
  return others.length === 0 && inMono.test(style) && inLines.test(style);
}

/** Lines of a document as they are put in at the caret: the first and the last join what stands there. */
function sliceOf(doc: Node): Slice {
  const open = (node: Node | null): number => (node?.type.name === "paragraph" ? 1 : 0);
  return new Slice(doc.content, open(doc.firstChild), open(doc.lastChild));
}

const codeDoc = (text: string, language: string): Node =>
  schema.node("doc", null, [schema.node("code_block", { language }, [schema.text(text)]), schema.node("paragraph")]);

/** What is put in at the caret; null: nothing. */
export function readPaste(pasted: Pasted, parse: Parse, view: Window & typeof globalThis): Slice | null {
  const text = pasted.text.slice(0, longestPaste).replace(/\r\n?/gu, "\n");
  // Fences say that it is markdown, unless what stands beside them shows code already.
  const fenced =
    /^```/mu.test(text) && (pasted.html === "" || pasted.language === "markdown" || !/<pre\b/iu.test(pasted.html));
  if (fenced) return sliceOf(fromMarkdown(text, parse, view));
  const readable = pasted.html !== "" && pasted.html.length <= longestPaste;
  const language = pasted.language ?? (readable && isCode(pasted.html, view) ? "" : null);
  if (language !== null && text.trim().includes("\n")) return sliceOf(codeDoc(text.replace(/\n+$/u, ""), language));
  if (language === null && readable) {
    const read = fromHtml(withTags(pasted.html, view), view);
    if (read !== null) return sliceOf(read.doc);
  }
  if (text === "") return null;
  return sliceOf(fromText(text));
}

/** Handles a paste. `onFiles` is null where files cannot be sent. False: the editor does it its own way. */
export function paste(
  view: EditorView,
  transfer: DataTransfer,
  plain: boolean,
  { parse, onFiles }: { readonly parse: Parse; readonly onFiles: ((files: readonly File[]) => void) | null },
): boolean {
  const pasted = readTransfer(transfer);
  if (onFiles !== null && meansFiles(pasted)) {
    onFiles(pasted.files);
    return true;
  }
  if (onFiles !== null && pasted.text.length > longestPaste) {
    onFiles([new File([pasted.text], "pasted.txt", { type: "text/plain" })]);
    return true;
  }
  const { state } = view;
  const { $from, empty, from, to } = state.selection;
  if ($from.parent.type.spec.code === true) {
    if (pasted.text !== "")
      view.dispatch(state.tr.insertText(pasted.text.replace(/\r\n?/gu, "\n"), from, to).scrollIntoView());
    return true;
  }
  if (!empty && address.test(pasted.text.trim()) && $from.sameParent(state.selection.$to)) {
    view.dispatch(state.tr.addMark(from, to, schema.mark("link", { href: pasted.text.trim() })));
    return true;
  }
  const slice = plain ? sliceOf(fromText(pasted.text.slice(0, longestPaste))) : readPaste(pasted, parse, window);
  if (slice !== null) {
    // What it says with signs was read above, or is meant by the letter.
    view.dispatch(meantLiterally(state.tr.replaceSelection(slice)).scrollIntoView().setMeta("paste", true));
  }
  return true;
}

/** Puts in what was dropped, where it was dropped; files are taken by the room as a whole. */
export function drop(view: EditorView, event: DragEvent, parse: Parse): boolean {
  if (event.dataTransfer === null) return false;
  const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
  if (at === null || meansFiles(readTransfer(event.dataTransfer))) return true;
  view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at.pos))));
  view.focus();
  return paste(view, event.dataTransfer, false, { parse, onFiles: null });
}

/** What was copied as a document of its own. */
function docOf(content: Fragment): Node {
  const first = content.firstChild;
  if (first === null) return emptyDoc();
  if (first.isInline) return schema.node("doc", null, [schema.node("paragraph", null, content)]);
  if (first.type.name === "list_item") return schema.node("doc", null, [schema.node("bullet_list", null, content)]);
  return schema.node("doc", null, content);
}

/** Copies as a message reads, so that it means the same in every program, and here. */
export class CopySerializer extends DOMSerializer {
  override serializeFragment(content: Fragment, options: { document?: Document } = {}): DocumentFragment {
    const page = options.document ?? document;
    const doc = docOf(content);
    const html = toHtml(doc);
    const template = page.createElement("template");
    if (html !== null) template.innerHTML = html;
    else {
      toBody(doc)
        .split("\n")
        .forEach((line, index) => {
          if (index > 0) template.content.append(page.createElement("br"));
          template.content.append(line);
        });
    }
    return template.content;
  }
}

export const copyText = (slice: Slice): string => toBody(docOf(slice.content));
