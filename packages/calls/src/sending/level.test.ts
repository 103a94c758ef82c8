import { expect, test } from "vitest";
import { levelOf } from "./level.ts";

const tone = (loudness: number) =>
  Float32Array.from({ length: 1024 }, (_, at) => loudness * Math.SQRT2 * Math.sin((at / 1024) * Math.PI * 16));

test("a level is 0 in silence, 1 as loud as it gets, and rises by decibels between", () => {
  expect(levelOf(new Float32Array(1024))).toBe(0);
  expect(levelOf(new Float32Array(0))).toBe(0);
  expect(levelOf(tone(1))).toBeCloseTo(1, 3);
  expect(levelOf(tone(0.1))).toBeCloseTo(1 - 20 / 60, 3);
  expect(levelOf(tone(0.0001))).toBe(0);
});
