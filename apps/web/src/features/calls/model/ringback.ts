import type { Clock } from "@parley/kernel";
import type { Tone } from "./tones.ts";

/** What a caller hears while it rings elsewhere: one long soft tone. */
export const ringbackTones: readonly Tone[] = [{ hz: 425, at: 0, for: 1.1 }];
const everyMs = 4000;
/** A ring is over by then, whoever forgets to say so. */
const longestMs = 2 * 60_000;

/** Sounds on and on until the answer is called. */
export function startRingback(clock: Clock, play: () => void): () => void {
  const from = clock.now();
  let cancel = (): void => {};
  const sound = () => {
    play();
    if (clock.now() - from < longestMs) cancel = clock.after(everyMs, sound);
  };
  // Who is answered at once hears none.
  cancel = clock.after(1000, sound);
  return () => cancel();
}
