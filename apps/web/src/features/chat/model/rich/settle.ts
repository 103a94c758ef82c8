import { Fragment, type Node } from "prosemirror-model";
import { EditorState } from "prosemirror-state";
import { findSigned, type IsLiteral, type SignedWords, takeSigned } from "./inline.ts";
import { schema } from "./schema.ts";
import { toBody } from "./to-markdown.ts";

/** A line that opens code and says in which language, and one that may close it. */
const opening = /^ {0,3}(`{3,})([\w+#.-]{0,32})[ \t]*$/u;
const closing = /^ {0,3}(`{3,})[ \t]*$/u;
/** Code that is opened and closed in one line. */
const oneLine = /^ {0,3}```([^`]+)```[ \t]*$/u;
const quoted = /^ {0,3}> ?(?=\S)/u;

/** The lines of a paragraph: text that came all at once may hold breaks. */
function linesOf(paragraph: Node): readonly Node[] {
  if (!paragraph.textContent.includes("\n")) return [paragraph];
  const lines: Node[][] = [[]];
  paragraph.forEach((node) => {
    if (!node.isText) {
      lines.at(-1)?.push(node);
      return;
    }
    (node.text ?? "").split("\n").forEach((words, index) => {
      if (index > 0) lines.push([]);
      if (words !== "") lines.at(-1)?.push(schema.text(words, node.marks));
    });
  });
  return lines.map((line) => schema.node("paragraph", null, line));
}

/** A line as it was typed, signs of formats included. */
const typed = (line: Node): string => toBody(line.type.schema.node("doc", null, [line])).replaceAll("\u00a0", " ");

/** The index of the line that closes code; the end of all when none does. */
function closeOf(lines: readonly string[], from: number, fence: number): number {
  const at = lines.findIndex((line, index) => index > from && (closing.exec(line)?.[1]?.length ?? 0) >= fence);
  return at === -1 ? lines.length : at;
}

const codeOf = (text: string, language: string): Node =>
  schema.node("code_block", { language: language.toLowerCase() }, text === "" ? [] : [schema.text(text)]);

/** Lines in a row, with the code and the quotes that stand in them as signs. */
function blocksOf(lines: readonly Node[]): readonly Node[] {
  const words = lines.map(typed);
  const blocks: Node[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [line, text] = [lines[at], words[at] ?? ""];
    if (line === undefined) continue;
    const [, fence, language = ""] = opening.exec(text) ?? [];
    const single = oneLine.exec(text)?.[1];
    if (fence !== undefined && at + 1 < lines.length) {
      const end = closeOf(words, at, fence.length);
      const code = words.slice(at + 1, end).join("\n");
      if (code.trim() === "") blocks.push(...lines.slice(at, end + 1));
      else blocks.push(codeOf(code, language));
      at = end;
    } else if (single !== undefined) {
      blocks.push(codeOf(single.trim(), ""));
    } else if (quoted.test(text)) {
      let end = at;
      while (quoted.test(words[end] ?? "")) end += 1;
      const within = lines.slice(at, end).map((each, index) => {
        const sign = quoted.exec(words[at + index] ?? "")?.[0].length ?? 0;
        return each.copy(each.content.cut(Math.min(sign, each.content.size)));
      });
      blocks.push(schema.node("blockquote", null, within));
      at = end - 1;
    } else blocks.push(line);
  }
  return blocks;
}

/** Lines with the code and the quotes that stand in them as signs. */
function settleBlocks(doc: Node): Node {
  const blocks: Node[] = [];
  let lines: Node[] = [];
  const end = () => {
    blocks.push(...blocksOf(lines));
    lines = [];
  };
  doc.forEach((node) => {
    if (node.type.name === "paragraph") lines.push(...linesOf(node));
    else {
      end();
      blocks.push(node);
    }
  });
  end();
  return doc.copy(Fragment.from(blocks));
}

/** Words between signs, in each line that is not code. */
function settleWords(doc: Node): Node {
  const found: { readonly start: number; readonly words: readonly SignedWords[] }[] = [];
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true;
    const words = node.type.spec.code === true ? [] : findSigned(node, () => false);
    if (words.length > 0) found.push({ start: position + 1, words });
    return false;
  });
  if (found.length === 0) return doc;
  const { tr } = EditorState.create({ doc });
  for (const { start, words } of found.reverse()) takeSigned(tr, start, words);
  return tr.doc;
}

/** Signs that are meant by the letter go through the settling as letters that nobody writes. */
const aside = 0xf_0000;
const setAside = /[\u{F0000}-\u{F00FF}]/gu;
const sign = /[*_~|`[\]>]/gu;

function mapText(node: Node, at: number, change: (text: string, at: number) => string): Node {
  if (node.isText) return schema.text(change(node.text ?? "", at), node.marks);
  if (node.isLeaf) return node;
  const inside = node.type.name === "doc" ? at : at + 1;
  const children: Node[] = [];
  node.forEach((child, offset) => {
    children.push(mapText(child, inside + offset, change));
  });
  return node.copy(Fragment.from(children));
}

/**
 * The document as it is sent: fences, quotes and signs around words that came in all at once, by dictation, an input
 * method or a paste, and so past what follows the keys, mean what they mean in plain writing. `isLiteral` tells the
 * places of the document that are meant by the letter.
 */
export function settle(doc: Node, isLiteral: IsLiteral = () => false): Node {
  let kept = false;
  const shielded = mapText(doc, 0, (text, at) =>
    text.replace(sign, (letter, offset: number) => {
      if (!isLiteral(at + offset)) return letter;
      kept = true;
      return String.fromCodePoint(aside + (letter.codePointAt(0) ?? 0));
    }),
  );
  const settled = settleWords(settleBlocks(kept ? shielded : doc));
  if (!kept) return settled;
  return mapText(settled, 0, (text) =>
    text.replace(setAside, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? aside) - aside)),
  );
}
