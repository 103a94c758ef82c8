import { describe, expect, it } from "vitest";
import { fitted, type Point, pinched, type View, zoomAt } from "./zoom.ts";

/** Where a point of the fitted picture lies under a view. */
const placeOf = ({ scale, x, y }: View, point: Point): Point => ({ x: x + point.x * scale, y: y + point.y * scale });
const rounded = ({ x, y }: Point) => [Math.round(x), Math.round(y)];

describe("two fingers", () => {
  it("that draw apart keep what lies under them", () => {
    const [one, two] = [
      { x: -50, y: 0 },
      { x: 50, y: 0 },
    ];
    const view = pinched(pinched(fitted, two, one, { x: -100, y: 0 }), { x: -100, y: 0 }, two, { x: 100, y: 0 });
    expect(view.scale).toBeCloseTo(2);
    expect(rounded(placeOf(view, one))).toEqual([-100, 0]);
    expect(rounded(placeOf(view, two))).toEqual([100, 0]);
  });

  it("that go the same way take the picture along", () => {
    const before = zoomAt(fitted, 3, { x: 0, y: 0 });
    const [one, two] = [
      { x: -50, y: 10 },
      { x: 50, y: 10 },
    ];
    const by = (point: Point): Point => ({ x: point.x + 40, y: point.y + 30 });
    const after = pinched(pinched(before, two, one, by(one)), by(one), two, by(two));
    expect(after.scale).toBeCloseTo(before.scale);
    expect(rounded(after)).toEqual([40, 30]);
  });
});
