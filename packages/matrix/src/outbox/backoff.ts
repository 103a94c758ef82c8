import type { Random } from "@parley/kernel";

const FIRST_MS = 1_000;
const LAST_MS = 60_000;

/** How long to wait after the given number of failed attempts (1 or more): doubling from 1 s to 60 s, less up to a fifth. */
export function backoffMs(attempts: number, random: Random): number {
  const whole = Math.min(LAST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 10));
  const share = (random.bytes(1)[0] ?? 0) / 255;
  return Math.round(whole * (1 - share / 5));
}
