import { expect, it } from "vitest";
import { decimalOf, typedDecimal, wholeOf } from "./typed-number.ts";

it.each([
  ["5", 5],
  [" 0,50 ", 0.5],
  ["0.005", 0.005],
  ["1000", 1000],
  ["1000.50", 1000.5],
  ["1000,500", 1000.5],
  ["1,000.50", 1000.5],
  ["1.000,50", 1000.5],
  ["1,000,000", 1_000_000],
  ["1.000.000,5", 1_000_000.5],
  ["1 000,50", 1000.5],
  ["1\u202f000", 1000],
  ["1’000.5", 1000.5],
  // One or a thousand: nobody knows.
  ["1,000", null],
  ["1.000", null],
  ["12.500", null],
  ["1,000,50", null],
  ["1,00,000", null],
  ["1,000 000.5", null],
  ["1.5.5", null],
  ["-3", null],
  ["1e3", null],
  ["0x10", null],
  [".5", null],
  ["5.", null],
  ["", null],
  ["Infinity", null],
])("reads %j as an amount: %s", (text, value) => {
  expect(decimalOf(text)).toBe(value);
});

it.each([
  ["128000", 128_000],
  ["128,000", 128_000],
  ["128.000", 128_000],
  ["1.000.000", 1_000_000],
  ["10 000", 10_000],
  ["1,5", null],
  ["1,000.000", null],
  ["1e3", null],
  ["many", null],
])("reads %j as a whole number: %s", (text, value) => {
  expect(wholeOf(text)).toBe(value);
});

it.each([0, 0.1, 1.375, 12.5, 100.125, 1000, 123_456.789, 0.000_000_1])(
  "types %s so that it is read again",
  (value) => {
    expect(decimalOf(typedDecimal(value))).toBe(value);
  },
);
