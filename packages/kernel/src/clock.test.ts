import { describe, expect, it } from "vitest";
import { type Clock, sleep } from "./clock.ts";

function manualClock(): Clock & { tick(ms: number): void; waiting: number } {
  let now = 0;
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
      now += ms;
      for (const timer of timers.filter((t) => t.at <= now)) {
        timers = timers.filter((other) => other !== timer);
        timer.fn();
      }
    },
    get waiting() {
      return timers.length;
    },
  };
}

describe("sleep", () => {
  it("resolves when the time has passed", async () => {
    const clock = manualClock();
    const slept = sleep(clock, 100);
    clock.tick(100);
    await expect(slept).resolves.toBeUndefined();
  });

  it("rejects with the signal's reason and leaves no timer behind", async () => {
    const clock = manualClock();
    const controller = new AbortController();
    const slept = sleep(clock, 100, controller.signal);
    controller.abort(new Error("enough"));
    await expect(slept).rejects.toThrow("enough");
    expect(clock.waiting).toBe(0);
  });

  it("rejects at once when the signal has aborted before", async () => {
    const controller = new AbortController();
    controller.abort(new Error("before"));
    await expect(sleep(manualClock(), 100, controller.signal)).rejects.toThrow("before");
  });
});
