import type { ResultOf } from "@parley/protocol";

export type Cost = ResultOf<"usage.cost">;
export type Sums = Cost["totals"];
export type Day = Cost["daily"][number];

const dayMs = 24 * 60 * 60_000;
const nothing: Sums = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  totalTokens: 0,
  totalCost: 0,
  missingCostEntries: 0,
  calls: 0,
  estimated: 0,
};

/** Every day of the time, the oldest first, also those on which nothing was used. */
export function allDays({ updatedAt, days, daily }: Pick<Cost, "updatedAt" | "days" | "daily">): readonly Day[] {
  const known = new Map(daily.map((day) => [day.date, day]));
  return Array.from({ length: days }, (_, at) => {
    const date = new Date(updatedAt - (days - 1 - at) * dayMs).toISOString().slice(0, 10);
    return known.get(date) ?? { date, ...nothing };
  });
}
