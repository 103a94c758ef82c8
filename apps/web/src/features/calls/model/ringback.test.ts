import { createManualClock } from "@parley/testkit";
import { expect, it, vi } from "vitest";
import { startRingback } from "./ringback.ts";

it("sounds on and on for the caller until it is over, and never for longer than a ring lasts", () => {
  const clock = createManualClock();
  const play = vi.fn();
  const stop = startRingback(clock, play);
  expect(play).not.toHaveBeenCalled();
  clock.tick(9500);
  expect(play).toHaveBeenCalledTimes(3);
  stop();
  clock.tick(60_000);
  expect(play).toHaveBeenCalledTimes(3);
  startRingback(clock, play);
  clock.tick(600_000);
  expect(play.mock.calls.length).toBeLessThan(40);
});
