import { describe, expect, it } from "vitest";
import { elapsed, fitGrid, fitSpotlight, gap, pageSizeOf } from "./grid.ts";

const desk = { width: 940, height: 660 };
const phone = { width: 344, height: 600 };

it.each([
  [1, 1, 1],
  [2, 1, 2],
  [4, 2, 2],
  [9, 3, 3],
  [16, 4, 4],
])("lays %d tiles on a desk in %d columns and %d rows", (count, columns, rows) => {
  expect(fitGrid(count, desk)).toMatchObject({ columns, rows });
});

it("leaves no tile alone in a row where that costs little", () => {
  expect(fitGrid(9, { width: 592, height: 690 })).toMatchObject({ columns: 3, rows: 3 });
});

it("stands tiles upright on a phone", () => {
  expect(fitGrid(2, phone)).toMatchObject({ columns: 1, rows: 2 });
  expect(fitGrid(4, phone)).toMatchObject({ columns: 2, rows: 2 });
});

it("cuts a quarter of a lying camera's width at the most, but on an upright phone", () => {
  for (const box of [desk, { width: 592, height: 690 }, { width: 724, height: 240 }, { width: 1000, height: 1600 }]) {
    for (let count = 1; count <= 16; count += 1) {
      const { width, height } = fitGrid(count, box);
      expect(width / height).toBeGreaterThan(4 / 3 - 0.03);
    }
  }
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

describe("beside a large tile", () => {
  it("stand the others where they leave more of it", () => {
    expect(fitSpotlight(3, { width: 940, height: 660 }).side).toBe("below");
    expect(fitSpotlight(3, { width: 1600, height: 880 }).side).toBe("beside");
    expect(fitSpotlight(3, phone).side).toBe("below");
  });

  it("stand as many as there is room for, with a way to the rest", () => {
    expect(fitSpotlight(5, { width: 940, height: 660 })).toMatchObject({ seats: 5 });
    expect(fitSpotlight(6, { width: 940, height: 660 })).toMatchObject({ seats: 5 });
    expect(fitSpotlight(9, phone)).toMatchObject({ seats: 2 });
    expect(fitSpotlight(1, { width: 20, height: 20 }).seats).toBe(1);
    expect(fitSpotlight(0, desk)).toMatchObject({ large: desk, seats: 0 });
  });

  it("never overflow the box", () => {
    for (const box of [desk, phone, { width: 1600, height: 880 }, { width: 700, height: 300 }]) {
      for (let others = 1; others < 40; others += 1) {
        const { side, large, small, seats } = fitSpotlight(others, box);
        const [length, each] = side === "below" ? [box.width, small.width] : [box.height, small.height];
        const paged = seats < others ? 2 * (44 + gap) : 0;
        expect(seats * each + (seats - 1) * gap + paged).toBeLessThanOrEqual(length);
        expect(
          side === "below" ? large.height + gap + small.height : large.width + gap + small.width,
        ).toBeLessThanOrEqual(side === "below" ? box.height : box.width);
      }
    }
  });
});
