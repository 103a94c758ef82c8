import type { ReconnectContext, ReconnectPolicy } from "livekit-client";

/** For so long LiveKit's client tries to go on where it was; then a new pass and a new joining take over. */
const tryForMs = 5000;
/**
 * Between two tries. One costs little and is refused at once while the media server is away; after it is back it takes two,
 * as the first one only tells that nobody is known there any more.
 */
const betweenMs = 250;

/** When LiveKit's client tries again after a break. `random`: 0 to 1, so that not all who were in a call come at once. */
export class QuickReturn implements ReconnectPolicy {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  nextRetryDelayInMs({ retryCount, elapsedMs }: ReconnectContext): number | null {
    if (elapsedMs >= tryForMs) return null;
    return betweenMs * (retryCount === 0 ? this.#random() : 0.6 + 0.8 * this.#random());
  }
}
