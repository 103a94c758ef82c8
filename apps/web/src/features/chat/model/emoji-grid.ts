import type { Emoji } from "./emoji-tone.ts";

/** A part of the grid: what was used last, a group, or what was found. */
export interface EmojiSection {
  readonly id: string;
  readonly name: string;
  readonly emoji: readonly Emoji[];
}

export type EmojiRow =
  | { readonly type: "title"; readonly section: EmojiSection }
  /** `first`: the number of its first cell, counted over all sections. */
  | { readonly type: "cells"; readonly emoji: readonly Emoji[]; readonly first: number };

/** Lays sections out in rows. */
export function buildEmojiRows(sections: readonly EmojiSection[], columns: number): readonly EmojiRow[] {
  const rows: EmojiRow[] = [];
  let first = 0;
  for (const section of sections) {
    if (section.emoji.length === 0) continue;
    rows.push({ type: "title", section });
    for (let at = 0; at < section.emoji.length; at += columns) {
      const emoji = section.emoji.slice(at, at + columns);
      rows.push({ type: "cells", emoji, first });
      first += emoji.length;
    }
  }
  return rows;
}

/** The row that a cell stands in, or -1. */
export const rowOfCell = (rows: readonly EmojiRow[], cell: number): number =>
  rows.findIndex((row) => row.type === "cells" && cell >= row.first && cell < row.first + row.emoji.length);

export const cellAt = (rows: readonly EmojiRow[], cell: number): Emoji | null => {
  const row = rows[rowOfCell(rows, cell)];
  return row?.type === "cells" ? (row.emoji[cell - row.first] ?? null) : null;
};

type Move = "left" | "right" | "up" | "down" | "first" | "last";

/** Where a key leads from a cell; titles are stepped over and a short row is entered at its end. Null: out at the top. */
export function moveCell(rows: readonly EmojiRow[], cell: number, move: Move): number | null {
  const cells = rows.filter((row) => row.type === "cells");
  const count = cells.reduce((sum, row) => sum + row.emoji.length, 0);
  if (count === 0) return null;
  if (move === "left") return Math.max(0, cell - 1);
  if (move === "right") return Math.min(count - 1, cell + 1);
  if (move === "first") return 0;
  if (move === "last") return count - 1;
  const at = cells.findIndex((row) => cell >= row.first && cell < row.first + row.emoji.length);
  const row = cells[at];
  const next = cells[at + (move === "down" ? 1 : -1)];
  if (row === undefined) return 0;
  if (next === undefined) return move === "up" ? null : cell;
  return next.first + Math.min(cell - row.first, next.emoji.length - 1);
}
