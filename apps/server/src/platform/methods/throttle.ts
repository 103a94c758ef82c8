import { AppError, type Clock } from "@parley/kernel";
import type { RateLimit, Throttle } from "../call.ts";
import { fault } from "./faults.ts";

/**
 * Refuses a key after `failures` within `windowMs`, until the window of its first failure is over. Remembers at most
 * `maxKeys`; beyond that the oldest is forgotten.
 */
export function createThrottle(
  clock: Clock,
  { failures, windowMs, maxKeys = 10_000 }: { failures: number; windowMs: number; maxKeys?: number },
): Throttle {
  const seen = new Map<string, { since: number; count: number }>();
  const current = (key: string) => {
    const entry = seen.get(key);
    if (entry && clock.now() - entry.since >= windowMs) {
      seen.delete(key);
      return undefined;
    }
    return entry;
  };
  const throttle: Throttle = {
    check(key) {
      const entry = current(key);
      if (entry && entry.count >= failures) {
        throw fault("RATE_LIMITED", undefined, { retryAfterMs: Math.max(1, entry.since + windowMs - clock.now()) });
      }
    },
    failed(key) {
      const entry = current(key);
      if (entry) {
        entry.count++;
        return;
      }
      const oldest = seen.size >= maxKeys ? seen.keys().next().value : undefined;
      if (oldest !== undefined) seen.delete(oldest);
      seen.set(key, { since: clock.now(), count: 1 });
    },
    async guard(key, work) {
      throttle.check(key);
      try {
        return await work();
      } catch (thrown) {
        if (thrown instanceof AppError && thrown.code === "CODE_REFUSED") throttle.failed(key);
        throw thrown;
      }
    },
  };
  return throttle;
}

/** A token bucket for each key: `burst` at once and `perSecond` steadily; at most `maxKeys` are remembered. */
export function createRateLimit(
  clock: Clock,
  { burst, perSecond, maxKeys = 10_000 }: { burst: number; perSecond: number; maxKeys?: number },
): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key) {
      const now = clock.now();
      let bucket = buckets.get(key);
      if (bucket) {
        bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
        bucket.at = now;
        // Kept in order of last use, so that forgetting takes the idle ones.
        buckets.delete(key);
      } else {
        const oldest = buckets.size >= maxKeys ? buckets.keys().next().value : undefined;
        if (oldest !== undefined) buckets.delete(oldest);
        bucket = { tokens: burst, at: now };
      }
      buckets.set(key, bucket);
      if (bucket.tokens < 1) {
        throw fault("RATE_LIMITED", undefined, { retryAfterMs: Math.ceil(((1 - bucket.tokens) / perSecond) * 1000) });
      }
      bucket.tokens--;
    },
  };
}
