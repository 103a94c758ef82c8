import { AppError, type Clock } from "@parley/kernel";

/** Waits that one process holds open. */
const most = 1000;

/** Who waits for something to change, by its id. */
export function createWaiting(clock: Clock) {
  const waiting = new Map<string, Set<() => void>>();
  let count = 0;
  return {
    wake(id: string): void {
      for (const listener of waiting.get(id) ?? []) listener();
    },
    /**
     * Resolves at the next `wake`, after `ms`, or when whoever waits has gone. `isOver` is asked once it listens: what
     * changed between the caller's look and now is not missed. Throws RATE_LIMITED.
     */
    changed(id: string, ms: number, signal: AbortSignal, isOver: () => Promise<boolean>): Promise<void> {
      if (count >= most) throw new AppError("RATE_LIMITED", "Too many wait for answers.");
      return new Promise((resolve, reject) => {
        const listeners = waiting.get(id) ?? new Set();
        waiting.set(id, listeners);
        const done = () => {
          cancel();
          signal.removeEventListener("abort", done);
          if (listeners.delete(done)) count--;
          if (listeners.size === 0) waiting.delete(id);
          resolve();
        };
        listeners.add(done);
        count++;
        const cancel = clock.after(ms, done);
        signal.addEventListener("abort", done, { once: true });
        if (signal.aborted) done();
        isOver().then(
          (over) => over && done(),
          // Rejected before `done` resolves it: the first of the two counts.
          (thrown) => {
            reject(thrown);
            done();
          },
        );
      });
    },
  };
}
