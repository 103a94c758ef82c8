import { closeHistory, isHistoryTransaction } from "prosemirror-history";
import type { EditorState, Transaction } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { findSigned, type SignedWords, takeSigned } from "../../../model/rich/inline.ts";
import { type CodeOf, emojiWithin } from "../../../model/typed-emoji.ts";
import { insertedBy, isLiteralAt, isMeantLiterally } from "./literal.ts";

/** A part of the document that came in past what follows the keys. */
interface Arrived {
  readonly from: number;
  readonly to: number;
}

/** The lines that something arrived in, code left out, from the last to the first. */
function linesAt(doc: EditorState["doc"], arrived: readonly Arrived[]) {
  const lines = new Map<number, EditorState["doc"]>();
  for (const { from, to } of arrived) {
    doc.nodesBetween(from, Math.min(to, doc.content.size), (node, position) => {
      if (!node.isTextblock) return true;
      if (node.type.spec.code !== true) lines.set(position + 1, node);
      return false;
    });
  }
  return [...lines].sort((a, b) => b[0] - a[0]);
}

/** Code stands there as signs, to be read when the message is sent; what is in it is meant by the letter. */
function holdsFence(doc: EditorState["doc"]): boolean {
  let found = false;
  doc.forEach((node) => {
    found ||= node.type.name === "paragraph" && /^ {0,3}```/mu.test(node.textContent);
  });
  return found;
}

const touches = (arrived: readonly Arrived[], from: number, to: number): boolean =>
  arrived.some((part) => part.from < to && from < part.to);

/** Puts emoji in the place of the codes and emoticons that arrived. */
function takeEmoji(tr: Transaction, arrived: readonly Arrived[], isLiteral: (at: number) => boolean, codeOf: CodeOf) {
  for (const [start, line] of linesAt(tr.doc, arrived)) {
    const found: { from: number; to: number; words: string }[] = [];
    line.forEach((node, offset) => {
      if (!node.isText || node.marks.some((mark) => mark.type.name === "code" || mark.type.name === "link")) return;
      for (const { from, to, words } of emojiWithin(node.text ?? "", codeOf)) {
        found.push({ from: start + offset + from, to: start + offset + to, words });
      }
    });
    for (const { from, to, words } of found.reverse()) {
      if (touches(arrived, from, to) && !isLiteral(from)) tr.insertText(words, from, to);
    }
  }
}

/** Puts marks in the place of the signs that arrived. */
function takeMarks(tr: Transaction, arrived: readonly Arrived[], isLiteral: (at: number) => boolean): void {
  const caret = tr.selection.head;
  const ended: SignedWords[] = [];
  for (const [start, line] of linesAt(tr.doc, arrived)) {
    const found = findSigned(line, (offset) => isLiteral(start + offset)).filter(({ from, to }) =>
      touches(arrived, start + from, start + to),
    );
    ended.push(...found.filter(({ to }) => start + to === caret));
    takeSigned(tr, start, found);
  }
  // What is typed next stands behind the words, not in them.
  for (const mark of ended.flatMap(({ marks }) => marks)) tr.removeStoredMark(mark);
}

/**
 * What has come in all at once and holds signs of markdown, codes or emoticons becomes what it means. A step of its own
 * in the history: one undo gives the letters back. Null: there is nothing to do.
 */
function takeArrived(state: EditorState, arrived: readonly Arrived[], codeOf: CodeOf): Transaction | null {
  if (holdsFence(state.doc)) return null;
  const { tr } = state;
  const isLiteral = isLiteralAt(state);
  takeEmoji(tr, arrived, isLiteral, codeOf);
  const back = tr.mapping.invert();
  const now = arrived.map(({ from, to }) => ({ from: tr.mapping.map(from, -1), to: tr.mapping.map(to, 1) }));
  takeMarks(tr, now, (at) => isLiteral(back.map(at)));
  return tr.docChanged ? closeHistory(tr.scrollIntoView()) : null;
}

/** Follows what comes in past the keys; an input method first composes to its end. */
export function createArrivals(view: () => EditorView, codeOf: CodeOf) {
  let waiting: readonly Arrived[] = [];
  let closes = false;
  const take = (): boolean => {
    const { state, composing, isDestroyed } = view();
    if (composing || isDestroyed || waiting.length === 0) return false;
    const tr = takeArrived(state, waiting, codeOf);
    waiting = [];
    if (tr === null) return false;
    view().dispatch(tr);
    closes = true;
    return true;
  };
  return {
    take,
    /** The document is another one. */
    forget() {
      waiting = [];
    },
    /** A transaction as it is to be applied: what follows a step of ours is undone without it. */
    apart(tr: Transaction): Transaction {
      if (!closes || !tr.docChanged || isHistoryTransaction(tr)) return tr;
      closes = false;
      return closeHistory(tr);
    },
    /** Notes what a transaction has put in. */
    note(tr: Transaction): void {
      if (!tr.docChanged) return;
      const { mapping } = tr;
      const kept = waiting.map(({ from, to }) => ({ from: mapping.map(from, -1), to: mapping.map(to, 1) }));
      const meant = isHistoryTransaction(tr) || isMeantLiterally(tr);
      // Letter by letter the rules follow it.
      const fresh = meant ? [] : insertedBy(tr).filter(({ from, to }) => view().composing || to - from > 1);
      waiting = [...kept, ...fresh];
    },
  };
}
