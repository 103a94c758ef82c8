import { AppError, type Clock } from "@parley/kernel";
import { type PartState, partWords } from "@parley/protocol";

interface Watched {
  state(): PartState;
  onChange(listener: () => void): () => void;
}

/**
 * Resolves when the part is ready; throws STARTING or PART_DOWN after `deadlineMs`, with its own last words. One that is
 * down or missing goes on trying, but nobody is kept waiting for it.
 */
export function waitReady(part: Watched, clock: Clock, deadlineMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (fault?: AppError) => {
      forget();
      cancel();
      if (fault === undefined) resolve();
      else reject(fault);
    };
    const giveUp = () => {
      const { name, state, lastError, cause } = part.state();
      const coming = state === "starting" || state === "installing" || state === "unconfigured";
      settle(
        new AppError(
          coming ? "STARTING" : "PART_DOWN",
          lastError ?? `The ${partWords[name].toLowerCase()} is ${state}.`,
          // A page has its own words for it, and need not wait: only a person can do something.
          { retryable: true, ...(cause === null ? {} : { details: { cause } }) },
        ),
      );
    };
    const look = () => {
      const { state } = part.state();
      if (state === "ready") settle();
      else if (state === "down" || state === "missing") giveUp();
    };
    const cancel = clock.after(deadlineMs, giveUp);
    const forget = part.onChange(look);
    look();
  });
}
