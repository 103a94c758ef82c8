import type { Clock } from "@parley/kernel";
import type { RequestFrame } from "@parley/protocol";
import type { Principal } from "../call.ts";
import type { Dispatcher } from "../methods/dispatch.ts";
import { createRateLimit } from "../methods/throttle.ts";
import { refusal, splitIdempotencyKey } from "./frames.ts";

/** Answers the requests of one connection. */
export interface Requests {
  /** The result of the method; some say another before it. Rejects with what the response frame says. */
  answer(frame: RequestFrame, as: Principal, acknowledge: (first: unknown) => void): Promise<unknown>;
  /**
   * Runs `then` when what is asked for is answered, at the latest after a quarter of a second: it may be what ends the
   * connection that is being answered, its own token revoked or changed for another. The returned function lets go.
   */
  finish(then: () => void): () => void;
}

const inFlightMost = 64;
const lastWordsMs = 250;
const burst = 200;
const perSecond = 100;

/** At most 64 at a time, 200 at once and 100 a second of what is not answered from memory. */
export function createRequests(parts: { dispatcher: Dispatcher; clock: Clock }, address: string): Requests {
  const rate = createRateLimit(parts.clock, { burst, perSecond });
  let inFlight = 0;
  let onIdle: (() => void) | null = null;
  const settled = () => {
    inFlight--;
    if (inFlight > 0 || onIdle === null) return;
    const then = onIdle;
    onIdle = null;
    // Behind the one who waits for the answer.
    void Promise.resolve().then(() => Promise.resolve().then(then));
  };
  return {
    finish(then) {
      if (inFlight === 0) {
        then();
        return () => {};
      }
      onIdle = then;
      return parts.clock.after(lastWordsMs, then);
    },
    async answer(frame, as, acknowledge) {
      if (frame.method === "connect") throw refusal("BAD_PARAMS", "already connected");
      if (inFlight >= inFlightMost) throw refusal("RATE_LIMITED", "too many requests in flight");
      const row = parts.dispatcher.row(frame.method);
      // What does not exist is told to admins only; to everyone else it is a right that they lack.
      if (!row && !as.scopes.includes("operator.admin")) {
        const details = { missingScope: "operator.admin", requiredScopes: ["operator.admin"] };
        throw refusal("MISSING_SCOPE", "missing scope: operator.admin", details);
      }
      if (!row?.free) rate.take("frames");
      const whole = { params: frame.params, key: null };
      const { params, key } = row?.kind === "write" ? splitIdempotencyKey(frame.params) : whole;
      inFlight++;
      try {
        return await parts.dispatcher.dispatch({
          method: frame.method,
          params,
          idempotencyKey: key,
          principal: as,
          address,
          bearer: null,
          acknowledge,
        });
      } finally {
        settled();
      }
    },
  };
}
