import type { Clock } from "@parley/kernel";

/** A clock that stands still until `tick` moves it. */
export interface ManualClock extends Clock {
  /** Moves time on by `ms`, running what falls due in order; what those calls schedule within it runs too. */
  tick(ms: number): void;
  /** Timers not yet run or cancelled. */
  readonly waiting: number;
}

/** Builds a clock for tests, standing at `start` (milliseconds since the epoch). */
export function createManualClock(start = Date.UTC(2026, 4, 14, 14, 30)): ManualClock {
  let now = start;
  let timers: { at: number; fn: () => void }[] = [];
  return {
    now: () => now,
    after(ms, fn) {
      const timer = { at: now + ms, fn };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    tick(ms) {
      const end = now + ms;
      for (;;) {
        const due = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers = timers.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.fn();
      }
      now = end;
    },
    get waiting() {
      return timers.length;
    },
  };
}
