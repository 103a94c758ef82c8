import { describe, expect, it } from "vitest";
import { aimCategory, aimChannel, type Section } from "./aim.ts";

const sections: readonly Section[] = [
  { id: null, top: 0, bottom: 32, rows: [{ id: "a", top: 0, bottom: 32 }] },
  {
    id: "work",
    top: 32,
    bottom: 120,
    rows: [
      { id: "b", top: 56, bottom: 88 },
      { id: "c", top: 88, bottom: 120 },
    ],
  },
  { id: "empty", top: 120, bottom: 144, rows: [] },
];
const told = (y: number) => {
  const aim = aimChannel(sections, y);
  return aim && [aim.categoryId, aim.next?.edge ?? "into", aim.next?.id ?? "", aim.line];
};

describe("what is let go in the list", () => {
  it.each([
    [-50, [null, "before", "a", 0]],
    [20, [null, "after", "a", 32]],
    [40, ["work", "before", "b", 56]],
    [80, ["work", "before", "c", 88]],
    [119, ["work", "after", "c", 120]],
    [130, ["empty", "into", "", 144]],
    [900, ["empty", "into", "", 144]],
  ] as const)("a channel at %i", (y, aim) => {
    expect(told(y)).toEqual(aim);
  });

  it("a category goes before or after another, never above the channels without one", () => {
    expect(aimCategory(sections, 0)).toEqual({ categoryId: null, next: { id: "work", edge: "before" }, line: 32 });
    expect(aimCategory(sections, 100)?.next).toEqual({ id: "work", edge: "after" });
    expect(aimCategory(sections, 999)?.next).toEqual({ id: "empty", edge: "after" });
    expect(aimCategory([], 5)).toBeNull();
    expect(aimChannel([], 5)).toBeNull();
  });
});
