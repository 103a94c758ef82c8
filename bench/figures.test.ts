import { describe, expect, it } from "vitest";
import { type Figure, median, overLimit, table } from "./figures.ts";

const figure = (values: number[], more: Partial<Figure> = {}): Figure => ({
  name: "start",
  unit: "ms",
  values,
  ...more,
});

describe("figures", () => {
  it("takes the middle value whatever the order", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2);
  });

  it("finds what is over its limit, and what was never measured", () => {
    const figures = [figure([10], { limit: 10 }), figure([11], { limit: 10 }), figure([], { limit: 10 }), figure([99])];
    expect(overLimit(figures)).toEqual([figures[1], figures[2]]);
  });

  it("shows the ratio to the floor of the same run", () => {
    const shown = table([figure([30], { floor: { name: "bare", values: [10, 20, 15] } })]);
    expect(shown).toContain("× 2.00");
    expect(shown).toContain("10 / 15 / 20 ms (bare)");
  });
});
