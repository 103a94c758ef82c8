import { expect, it } from "vitest";
import { draftOf, limitOf, limitsOf } from "./limits-draft.ts";

it.each([
  ["", undefined],
  ["5", 5],
  ["0,50", 0.5],
  ["0.005", 0.005],
  ["1000", 1000],
  // One dollar or a thousand: nobody knows.
  ["1,000", null],
  ["1.000", null],
  ["-3", null],
  ["0", null],
  ["1e3", null],
  ["2000000", null],
])("reads %j as dollars: %s", (text, value) => {
  expect(limitOf("dollarsPerDay", text)).toBe(value);
});

it.each([
  [" ", undefined],
  ["1000", 1000],
  ["1.000.000", 1_000_000],
  ["1,000", 1000],
  ["10 000", 10_000],
  ["1,5", null],
  ["0", null],
  ["many", null],
])("reads %j as tokens: %s", (text, value) => {
  expect(limitOf("tokensPerMonth", text)).toBe(value);
});

it("shows limits as they can be typed, and takes them whole or not at all", () => {
  const draft = draftOf({ dollarsPerDay: 2.5, tokensPerMonth: 1000 });
  expect(draft).toEqual({ dollarsPerDay: "2.5", dollarsPerMonth: "", tokensPerDay: "", tokensPerMonth: "1000" });
  expect(limitsOf(draft)).toEqual({ dollarsPerDay: 2.5, tokensPerMonth: 1000 });
  expect(limitsOf({ ...draft, tokensPerDay: "x" })).toBeNull();
});
