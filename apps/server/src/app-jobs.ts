import type { Clock, Log } from "@parley/kernel";
import type { Keep } from "./config/keep-rows.ts";
import { createJobs, type Job } from "./platform/jobs/jobs.ts";
import type { Store } from "./platform/store/store.ts";

const dayMs = 24 * 60 * 60_000;
/** Rows that go in one transaction: nobody waits behind it for long. */
const portion = 500;

/** Whoever speaks is never too early: what is due begins anew with their words. This is for those who only look. */
const resetsMs = 5 * 60_000;

/** Lets go of at most `most` of what is older; answers how many went. */
type Forget = (before: number, most: number) => Promise<number>;

/** Joins what comes again by itself. */
export function joinJobs(deps: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** As the file says now. */
  readonly keep: () => Keep;
  readonly forget: { readonly [K in keyof Keep]: Forget };
  /** Counts what was put aside on earlier days and never settled: each day's limits begin with what is true. */
  readonly closeDays: () => Promise<unknown>;
  /** Begins at most `most` conversations anew whose time is over; answers how many. */
  readonly beginAnew: (most: number) => Promise<number>;
}) {
  const { store, clock, log, keep, forget, closeDays, beginAnew } = deps;
  /** Each night, a few minutes after each other. */
  const retention = (what: keyof Keep, minute: number): Job => ({
    name: `retention.${what}`,
    next: (now) => nextDay(now, 3 * 60 + minute),
    async run() {
      const days = keep()[what];
      if (days === null) return "done";
      const gone = await forget[what](clock.now() - days * dayMs, portion);
      if (gone > 0) log.info("what is kept no longer was let go", { what, count: gone });
      return gone >= portion ? "more" : "done";
    },
  });
  return createJobs({ store, clock, log }, [
    {
      name: "usage.days",
      next: (now) => nextDay(now, 1),
      async run() {
        await closeDays();
        return "done";
      },
    },
    {
      name: "conversations.resets",
      next: (now) => now + resetsMs,
      async run() {
        const count = await beginAnew(portion);
        if (count > 0) log.info("conversations began anew by themselves", { count });
        return count >= portion ? "more" : "done";
      },
    },
    retention("runs", 0),
    retention("usage", 5),
    retention("audit", 10),
  ]);
}

/** The next time at which a UTC day is so many minutes old. */
function nextDay(now: number, minutes: number): number {
  const shift = minutes * 60_000;
  return (Math.floor((now - shift) / dayMs) + 1) * dayMs + shift;
}
