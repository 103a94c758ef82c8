/** Limits hold for days and months of UTC. */
export type Period = "day" | "month";

const dayMs = 24 * 60 * 60_000;

/** `2026-11-22`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The first day of the period, and when the next one begins. */
export function boundsOf(period: Period, now: number): { readonly since: string; readonly resetsAt: number } {
  if (period === "day") return { since: dayOf(now), resetsAt: (Math.floor(now / dayMs) + 1) * dayMs };
  const at = new Date(now);
  return { since: `${dayOf(now).slice(0, 7)}-01`, resetsAt: Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1) };
}

/** The first of the last so many days. */
export function firstOf(days: number, now: number): string {
  return dayOf(now - (days - 1) * dayMs);
}
