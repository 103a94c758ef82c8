import { describe, expect, it } from "vitest";
import { splitRuns } from "./long-runs.ts";

describe("runs without a space", () => {
  it("leaves words as they are", () => {
    for (const text of ["", "a word", "x".repeat(128), "some words\n".repeat(1_000)])
      expect(splitRuns(text)).toEqual([text]);
  });

  it.each(["W", "ب", "a\u0301", "👩‍👩‍👧", "👍🏽", "\u0301", "\u200d", "\ud83d", "\udc4d", "WW\u00a0"])(
    "cuts a run of %j into short pieces that are the same together",
    (sign) => {
      const text = `before ${sign.repeat(Math.floor(60_000 / sign.length))} after`;
      const began = process.cpuUsage();
      const pieces = splitRuns(text);
      expect(process.cpuUsage(began).user / 1000).toBeLessThan(300);
      expect(pieces.join("")).toBe(text);
      for (const piece of pieces) {
        const run = Math.max(...piece.split(/[ \n\t]/).map((word) => word.length));
        expect(run).toBeLessThanOrEqual(161);
      }
      // No pair of units is torn apart.
      for (const piece of pieces.slice(1)) {
        const at = text.indexOf(piece);
        if (sign === "👩‍👩‍👧" || sign === "👍🏽") expect(/^[\udc00-\udfff]/.test(piece) || at < 0).toBe(false);
      }
    },
  );

  it("ends a piece between two signs", () => {
    const [first = "", second = ""] = splitRuns("👩‍👩‍👧".repeat(100));
    expect(first.length % "👩‍👩‍👧".length).toBe(0);
    expect(second.startsWith("👩")).toBe(true);
  });
});
