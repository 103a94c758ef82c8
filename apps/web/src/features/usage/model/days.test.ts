import { expect, it } from "vitest";
import { allDays } from "./days.ts";

it("has every day of UTC once, with what was used on it", () => {
  const used = { input: 1, output: 2, cacheRead: 0, cacheWrite: 0, totalTokens: 3, totalCost: 0.5 };
  const day = { date: "2026-02-28", ...used, missingCostEntries: 0, calls: 1, estimated: 0 };
  const days = allDays({ updatedAt: Date.UTC(2026, 2, 1, 0, 30), days: 3, daily: [day] });
  expect(days.map(({ date, totalTokens }) => [date, totalTokens])).toEqual([
    ["2026-02-27", 0],
    ["2026-02-28", 3],
    ["2026-03-01", 0],
  ]);
});
