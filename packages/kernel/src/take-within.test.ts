import { expect, test } from "vitest";
import { takeWithin } from "./take-within.ts";

test("takes from the front, and nothing behind what found no room", () => {
  const sizes = (item: number) => item;
  expect(takeWithin([3, 3, 3], sizes, 9)).toEqual([3, 3, 3]);
  expect(takeWithin([3, 7, 1], sizes, 9)).toEqual([3]);
  expect(takeWithin([10, 1], sizes, 9)).toEqual([]);
  expect(takeWithin([], sizes, 0)).toEqual([]);
});
