import { closeHistory, isHistoryTransaction } from "prosemirror-history";
import type { EditorState, Transaction } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { findSigned, type SignedWords, takeSigned } from "../../../model/rich/inline.ts";
import { type Codes, emojiWithin, emoticonOf, mayHoldCode, typedEmoticon } from "../../../model/typed-emoji.ts";
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
function takeEmoji(tr: Transaction, arrived: readonly Arrived[], isLiteral: (at: number) => boolean, codes: Codes) {
  for (const [start, line] of linesAt(tr.doc, arrived)) {
    const found: { from: number; to: number; words: string }[] = [];
    line.forEach((node, offset) => {
      if (!node.isText || node.marks.some((mark) => mark.type.name === "code" || mark.type.name === "link")) return;
      for (const { from, to, words } of emojiWithin(node.text ?? "", codes)) {
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
function takeArrived(state: EditorState, arrived: readonly Arrived[], codes: Codes): Transaction | null {
  if (holdsFence(state.doc)) return null;
  const { tr } = state;
  const isLiteral = isLiteralAt(state);
  takeEmoji(tr, arrived, isLiteral, codes);
  const back = tr.mapping.invert();
  const now = arrived.map(({ from, to }) => ({ from: tr.mapping.map(from, -1), to: tr.mapping.map(to, 1) }));
  takeMarks(tr, now, (at) => isLiteral(back.map(at)));
  return tr.docChanged ? closeHistory(tr.scrollIntoView()) : null;
}

/** An emoticon at the very end becomes an emoji, as a space behind it would say. Null: there is none. */
export function takeEnding(state: EditorState): Transaction | null {
  const { doc } = state;
  const last = doc.lastChild?.type.name === "paragraph" ? doc.lastChild.lastChild : null;
  if (last?.isText !== true || last.marks.some((mark) => mark.type.name === "code")) return null;
  const sign = typedEmoticon.exec(`${last.text ?? ""} `)?.[1] ?? "";
  const emoji = emoticonOf(sign);
  const to = doc.content.size - 1;
  if (emoji === null || isLiteralAt(state)(to - sign.length)) return null;
  return closeHistory(state.tr.insertText(emoji, to - sign.length, to));
}

/** More parts than this, as a long dictation makes them, are followed as one. */
const mostParts = 20;
const gathered = (parts: readonly Arrived[]): readonly Arrived[] =>
  parts.length <= mostParts
    ? parts
    : [{ from: Math.min(...parts.map(({ from }) => from)), to: Math.max(...parts.map(({ to }) => to)) }];

/** Follows what comes in past the keys; an input method first composes to its end. */
export function createArrivals(view: () => EditorView, codes: Codes) {
  let waiting: readonly Arrived[] = [];
  /** What waits for the codes to be known. */
  let unknown: readonly Arrived[] = [];
  let closes = false;
  const put = (arrived: readonly Arrived[]): boolean => {
    const tr = takeArrived(view().state, arrived, codes);
    if (tr === null) return false;
    view().dispatch(tr);
    closes = true;
    return true;
  };
  const ask = () => {
    const { doc } = view().state;
    const holding = waiting.filter((part) => linesAt(doc, [part]).some(([, line]) => mayHoldCode(line.textContent)));
    const loaded = holding.length === 0 ? null : codes.load();
    if (loaded === null) return;
    unknown = [...unknown, ...holding];
    loaded.then(
      () => {
        const arrived = unknown;
        unknown = [];
        if (!view().isDestroyed && arrived.length > 0) put(arrived);
      },
      // Codes stay words; the next one asks again.
      () => {},
    );
  };
  const take = (): boolean => {
    if (view().composing || view().isDestroyed || waiting.length === 0) return false;
    ask();
    const arrived = waiting;
    waiting = [];
    return put(arrived);
  };
  const later = (ranges: readonly Arrived[], { mapping }: Transaction): readonly Arrived[] =>
    ranges.map(({ from, to }) => ({ from: mapping.map(from, -1), to: mapping.map(to, 1) }));
  return {
    take,
    /** The document is another one. */
    forget() {
      waiting = [];
      unknown = [];
    },
    /** A transaction as it is to be applied: what follows a step of ours is undone without it. */
    apart(tr: Transaction): Transaction {
      if (!closes || !tr.docChanged || isHistoryTransaction(tr)) return tr;
      closes = false;
      return closeHistory(tr);
    },
    /** Notes what a transaction has put in. Letter by letter the rules follow it, but for codes not known yet. */
    note(tr: Transaction): void {
      if (!tr.docChanged) return;
      const byLetter = !view().composing;
      const fresh = isHistoryTransaction(tr) || isMeantLiterally(tr) ? [] : insertedBy(tr);
      const whole = fresh.filter(
        ({ from, to }) => !byLetter || to - from > 1 || tr.doc.textBetween(from, to, "\n", "\ufffc") === ":",
      );
      waiting = gathered([...later(waiting, tr), ...whole]);
      unknown = later(unknown, tr);
    },
  };
}
