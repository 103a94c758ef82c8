import { isHistoryTransaction } from "prosemirror-history";
import { type EditorState, Plugin, PluginKey, type Transaction } from "prosemirror-state";

interface Range {
  readonly from: number;
  readonly to: number;
}

const key = new PluginKey<readonly Range[]>("literal");
const meta = "literal";

/** What is left of ranges, and where, when parts of the document are replaced: nothing that is put in belongs to one. */
function mapped(ranges: readonly Range[], tr: Transaction): readonly Range[] {
  let left = ranges;
  for (const map of tr.mapping.maps) {
    map.forEach((start, end) => {
      left = left.flatMap(({ from, to }) =>
        end < from || start > to
          ? [{ from, to }]
          : [
              { from, to: Math.min(to, start) },
              { from: Math.max(from, end), to },
            ],
      );
    });
    left = left
      .map(({ from, to }) => ({ from: map.map(from, 1), to: map.map(to, -1) }))
      .filter(({ from, to }) => from < to);
  }
  return left;
}

/** What a transaction has put in, as places of the document that it leaves. */
export function insertedBy(tr: Transaction): readonly Range[] {
  const found: Range[] = [];
  tr.mapping.maps.forEach((map, index) => {
    const later = tr.mapping.slice(index + 1);
    map.forEach((_start, _end, from, to) => {
      const range = { from: later.map(from, -1), to: later.map(to, 1) };
      if (range.from < range.to) found.push(range);
    });
  });
  return found;
}

/** Says of what a transaction puts in that it is meant by the letter. */
export const meantLiterally = (tr: Transaction): Transaction => tr.setMeta(meta, true);
export const isMeantLiterally = (tr: Transaction): boolean => tr.getMeta(meta) === true;

/** Whether signs at a place of the document are letters: formatted text was taken back to them, or they came as such. */
export const isLiteralAt =
  (state: EditorState) =>
  (position: number): boolean =>
    key.getState(state)?.some(({ from, to }) => from <= position && position < to) ?? false;

/**
 * Remembers what is meant by the letter: what a document began with, for its signs were read already, and what undoing
 * brings back.
 */
export const createLiteral = (): Plugin<readonly Range[]> =>
  new Plugin<readonly Range[]>({
    key,
    state: {
      init: (_config, { doc }) => (doc.content.size > 2 ? [{ from: 0, to: doc.content.size }] : []),
      apply(tr, ranges) {
        if (!tr.docChanged) return ranges;
        const left = ranges.length === 0 ? ranges : mapped(ranges, tr);
        return isHistoryTransaction(tr) || isMeantLiterally(tr) ? [...left, ...insertedBy(tr)] : left;
      },
    },
  });
