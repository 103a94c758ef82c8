import { describe, expect, it } from "vitest";
import { buildEmojiRows, cellAt, moveCell, rowOfCell } from "./emoji-grid.ts";
import type { Emoji } from "./emoji-tone.ts";

const emoji = (char: string): Emoji => ({ char, label: char, codes: [char], name: [], words: [], tones: null });
const section = (id: string, chars: string) => ({ id, name: id, emoji: [...chars].map(emoji) });

describe("the grid of emoji", () => {
  // a b c | d        (first section)
  // e f              (third; the second is empty)
  const rows = buildEmojiRows([section("one", "abcd"), section("none", ""), section("two", "ef")], 3);

  it("has a title for each section that holds something, and counts cells over all of them", () => {
    expect(rows.map((row) => (row.type === "title" ? row.section.id : row.first))).toEqual(["one", 0, 3, "two", 4]);
    expect(cellAt(rows, 5)?.char).toBe("f");
    expect(cellAt(rows, 6)).toBeNull();
    expect(rowOfCell(rows, 4)).toBe(4);
  });

  it("is walked by keys over titles and into short rows", () => {
    expect(moveCell(rows, 2, "right")).toBe(3);
    expect(moveCell(rows, 2, "down")).toBe(3);
    expect(moveCell(rows, 3, "down")).toBe(4);
    expect(moveCell(rows, 5, "down")).toBe(5);
    expect(moveCell(rows, 5, "up")).toBe(3);
    expect(moveCell(rows, 1, "up")).toBeNull();
    expect([moveCell(rows, 0, "left"), moveCell(rows, 5, "right")]).toEqual([0, 5]);
    expect([moveCell(rows, 3, "first"), moveCell(rows, 3, "last")]).toEqual([0, 5]);
    expect(moveCell([], 0, "down")).toBeNull();
  });
});
