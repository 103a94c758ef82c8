import type { GapItem } from "@parley/matrix";
import { expect, it, vi } from "vitest";
import { createGapFiller } from "./gap-filler.ts";

const gap = (key: string, state: GapItem["state"] = "idle"): GapItem => ({ type: "gap", key, state });

it("loads the gap in view, the lowest first and one at a time", () => {
  const fill = vi.fn();
  const filler = createGapFiller(fill);
  filler.look([]);
  expect(fill).not.toHaveBeenCalled();
  filler.look([gap("old"), gap("new")]);
  filler.look([gap("old"), gap("new", "loading")]);
  expect(fill.mock.calls).toEqual([["new"]]);
  filler.look([gap("old")]);
  expect(fill.mock.calls).toEqual([["new"], ["old"]]);
});

it("leaves what failed, and what never ends, to the one who reads", () => {
  const fill = vi.fn();
  const filler = createGapFiller(fill);
  filler.look([gap("a", "failed")]);
  expect(fill).not.toHaveBeenCalled();
  for (let round = 0; round < 20; round += 1) filler.look([gap("a")]);
  expect(fill).toHaveBeenCalledTimes(5);
  // Who comes back to it later means it.
  filler.look([]);
  filler.look([gap("a")]);
  expect(fill).toHaveBeenCalledTimes(6);
});
