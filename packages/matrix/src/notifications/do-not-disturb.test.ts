import { expect, it } from "vitest";
import { readDoNotDisturb } from "./do-not-disturb.ts";

const night = { from: 1_350, to: 420 };

it.each([
  [undefined, { hours: null, until: 0 }],
  [
    { hours: night, until: 5 },
    { hours: night, until: 5 },
  ],
  [
    { hours: null, kept: night, until: 0 },
    { hours: null, kept: night, until: 0 },
  ],
  [
    { hours: { from: -1, to: 7 }, kept: { from: "x", to: 7 }, until: "soon" },
    { hours: null, until: 0 },
  ],
])("reads of %j what has its shape", (content, expected) => {
  expect(readDoNotDisturb(content)).toEqual(expected);
});
