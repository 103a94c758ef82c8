import { expect, it } from "vitest";
import { elapsed, fitGrid, gap, pageSizeOf } from "./grid.ts";

const desk = { width: 940, height: 660 };
const phone = { width: 344, height: 600 };

it.each([
  [1, 1, 1],
  [2, 2, 1],
  [4, 2, 2],
  [9, 3, 3],
  [16, 4, 4],
])("lays %d tiles on a desk in %d columns and %d rows", (count, columns, rows) => {
  expect(fitGrid(count, desk)).toMatchObject({ columns, rows });
});

it("stands tiles upright on a phone", () => {
  expect(fitGrid(2, phone)).toMatchObject({ columns: 1, rows: 2 });
  expect(fitGrid(4, phone)).toMatchObject({ columns: 2, rows: 2 });
});

it("never overflows its box, and keeps tiles between 16:9 and 5:8", () => {
  for (const box of [desk, phone, { width: 1600, height: 200 }, { width: 200, height: 1600 }]) {
    for (let count = 1; count <= 16; count += 1) {
      const { columns, rows, width, height } = fitGrid(count, box);
      expect(columns * rows).toBeGreaterThanOrEqual(count);
      expect(columns * width + (columns - 1) * gap).toBeLessThanOrEqual(box.width);
      expect(rows * height + (rows - 1) * gap).toBeLessThanOrEqual(box.height);
      expect(width / height).toBeLessThan(16 / 9 + 0.03);
      expect(width / height).toBeGreaterThan(5 / 8 - 0.03);
    }
  }
});

it("has sixteen on a page where they can be made out, fewer on a phone", () => {
  expect(pageSizeOf(desk)).toBe(16);
  expect(pageSizeOf({ width: 592, height: 660 })).toBe(16);
  expect(pageSizeOf(phone)).toBe(10);
  expect(pageSizeOf({ width: 100, height: 50 })).toBe(2);
});

it("counts up as a clock does", () => {
  expect([0, 59_999, 245_000, 3_729_000, -5].map(elapsed)).toEqual(["0:00", "0:59", "4:05", "1:02:09", "0:00"]);
});
