import type { Mark, Node } from "prosemirror-model";
import type { Transaction } from "prosemirror-state";
import { schema } from "./schema.ts";

/** Whether a place of the text is meant by the letter: an offset in the content of the block. */
export type IsLiteral = (offset: number) => boolean;

/** Signs around words, and what they mean. Offsets in the content of a block. */
export interface SignedWords {
  readonly from: number;
  readonly to: number;
  /** Letters of the signs before and after the words. */
  readonly opening: number;
  readonly closing: number;
  readonly marks: readonly Mark[];
}

/** Stands for what is no letter of its own: pills, code, signs that were read or are letters. */
const opaque = "\ufffc";
const signs = /[*_~|`[\]]/u;
const address = /(?:https?:\/\/|mailto:|matrix:)[^\s<>"'`]*[^\s<>"'`*_~|)\]]/giu;
const code = /(?<![`\\])(`+)(?!`)([^\n]+?)(?<!`)\1(?!`)/gu;
const link = /(?<![!\\])\[([^[\]\n]+)\]\(((?:https?:\/\/|mailto:)[^\s()]+)\)/gu;

const { strong, em, strike, spoiler } = schema.marks;

/** The same pairs that are followed while one types; the innermost are found first, their signs being letters no more. */
const pairs: readonly { readonly pattern: RegExp; readonly marks: readonly Mark[] }[] = [
  {
    pattern: /(?<![*\\])(\*\*\*)(?=[^*\s])(?:\\.|[^*\\\n])*?[^*\s\\]\*\*\*(?!\*)/gu,
    marks: [strong.create(), em.create()],
  },
  { pattern: /(?<![*\\])(\*)(?=[^*\s])(?:\\.|[^*\\\n])*(?<![\s\\])\*(?!\*)/gu, marks: [em.create()] },
  {
    pattern: /(?<![*\\])(\*\*)(?=[^*\s])(?:\\.|[^*\\\n]|(?<=\s)\*(?=\s))*(?<![\s\\])\*\*(?!\*)/gu,
    marks: [strong.create()],
  },
  {
    pattern:
      /(?<![\p{L}\p{N}_\\])(_)(?=[^_\s])(?:\\.|[^_\\\n]|(?<=[\p{L}\p{N}])_(?=[\p{L}\p{N}]))*(?<![\s\\])_(?![\p{L}\p{N}_])/gu,
    marks: [em.create()],
  },
  {
    pattern:
      /(?<![\p{L}\p{N}_\\])(__)(?=[^_\s])(?:\\.|[^_\\\n]|(?<=[\p{L}\p{N}])_(?=[\p{L}\p{N}]))*(?<![\s\\])__(?![\p{L}\p{N}_])/gu,
    marks: [strong.create()],
  },
  { pattern: /(?<![~\\])(~~)(?=[^~\s])(?:\\.|[^~\\\n])*(?<![\s\\])~~(?!~)/gu, marks: [strike.create()] },
  { pattern: /(?<![|\\])(\|\|)(?=[^|\s])(?:\\.|[^|\\\n])*(?<![\s\\])\|\|(?!\|)/gu, marks: [spoiler.create()] },
];

/** More pairs in one line are left as they are: nobody writes them. */
const mostPairs = 200;

/** The letters of a block, each at its offset; what is code or meant by the letter is opaque. */
function lettersOf(block: Node, isLiteral: IsLiteral): string[] {
  const letters: string[] = [];
  block.forEach((node, offset) => {
    const closed = !node.isText || node.marks.some((mark) => mark.type.name === "code");
    for (let at = 0; at < node.nodeSize; at += 1) {
      const letter = node.text?.[at] ?? opaque;
      letters.push(closed || (signs.test(letter) && isLiteral(offset + at)) ? opaque : letter);
    }
  });
  return letters;
}

function blank(letters: string[], from: number, to: number): void {
  letters.fill(opaque, from, to);
}

/** Code between backticks: what stands in it is meant by the letter. */
function codeIn(letters: string[]): readonly SignedWords[] {
  const found: SignedWords[] = [];
  for (const match of letters.join("").matchAll(code)) {
    if (found.length >= mostPairs) break;
    const fence = match[1]?.length ?? 1;
    const words = match[2] ?? "";
    const padded = /^ .*\S.* $/su.test(words) ? 1 : 0;
    const from = match.index;
    const to = from + match[0].length;
    found.push({ from, to, opening: fence + padded, closing: fence + padded, marks: [schema.mark("code")] });
  }
  for (const { from, to } of found) blank(letters, from, to);
  return found;
}

function linksIn(letters: string[]): readonly SignedWords[] {
  const found: SignedWords[] = [];
  for (const match of letters.join("").matchAll(link)) {
    if (found.length >= mostPairs) break;
    const [whole, words = "", href = ""] = match;
    const from = match.index;
    const to = from + whole.length;
    found.push({
      from,
      to,
      opening: 1,
      closing: whole.length - words.length - 1,
      marks: [schema.mark("link", { href })],
    });
    blank(letters, from, from + 1);
    blank(letters, from + 1 + words.length, to);
  }
  return found;
}

/** Words between signs of markdown in a line, as they are read in plain writing. Never within code or an address. */
export function findSigned(block: Node, isLiteral: IsLiteral): readonly SignedWords[] {
  if (!signs.test(block.textContent)) return [];
  const letters = lettersOf(block, isLiteral);
  const found = [...codeIn(letters), ...linksIn(letters)];
  for (const match of letters.join("").matchAll(address)) blank(letters, match.index, match.index + match[0].length);
  for (let fresh = true; fresh && found.length < mostPairs; ) {
    fresh = false;
    for (const { pattern, marks } of pairs) {
      for (const match of letters.join("").matchAll(pattern)) {
        if (found.length >= mostPairs) break;
        const length = match[1]?.length ?? 0;
        const from = match.index;
        const to = from + match[0].length;
        found.push({ from, to, opening: length, closing: length, marks });
        blank(letters, from, from + length);
        blank(letters, to - length, to);
        fresh = true;
      }
    }
  }
  return found;
}

/** Puts marks in the place of signs. `start`: where the content of the block begins. */
export function takeSigned(tr: Transaction, start: number, found: readonly SignedWords[]): Transaction {
  for (const { from, to, opening, closing, marks } of found) {
    for (const mark of marks) tr.addMark(start + from + opening, start + to - closing, mark);
  }
  const cuts = found.flatMap(({ from, to, opening, closing }) => [
    [from, from + opening] as const,
    [to - closing, to] as const,
  ]);
  for (const [from, to] of cuts.sort((a, b) => b[0] - a[0])) tr.delete(start + from, start + to);
  return tr;
}
