import { expect, test } from "vitest";
import { QuickReturn } from "./quick-return.ts";

test("a break is mended soon after the media server is back, and not tried in the old way for ever", () => {
  for (const random of [0, 0.5, 0.999]) {
    const policy = new QuickReturn(() => random);
    let elapsedMs = 0;
    let retryCount = 0;
    for (;;) {
      const delay = policy.nextRetryDelayInMs({ retryCount, elapsedMs });
      if (delay === null) break;
      expect(delay).toBeLessThanOrEqual(350);
      if (retryCount > 0) expect(delay, "no storm").toBeGreaterThanOrEqual(150);
      elapsedMs += delay;
      retryCount += 1;
    }
    expect(elapsedMs).toBeGreaterThanOrEqual(5000);
    expect(elapsedMs).toBeLessThan(5400);
  }
});
