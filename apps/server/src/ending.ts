import type { Clock } from "@parley/kernel";

/** Milliseconds from the first signal until the process ends whatever may hang. */
export const stopMs = 9_500;
/** One Ctrl-C may come more than once: from the terminal, from npm, from whoever ends a whole group. */
const sameMs = 1_000;
/** Milliseconds after a second signal. */
const hurryMs = 2_000;

export interface EndingDeps {
  readonly clock: Clock;
  /** Ends everything in order, then the process. */
  readonly stop: (reason: string) => void;
  /** Ends the children by force. */
  readonly endChildren: () => void;
  /** Ends the process. Children that run still are to be ended by force before. */
  readonly giveUp: () => void;
}

/** Ends the server once, in order; somebody who asks again is served faster, and nothing holds the terminal for ever. */
export function createEnding({ clock, stop, endChildren, giveUp }: EndingDeps) {
  let begun: number | null = null;
  let hurried = false;
  const begin = (reason: string): void => {
    begun = clock.now();
    clock.after(stopMs, giveUp);
    stop(reason);
  };
  return {
    /** A signal came. */
    signal(reason: string): void {
      if (begun === null) begin(reason);
      else if (!hurried && clock.now() - begun >= sameMs) {
        hurried = true;
        endChildren();
        clock.after(hurryMs, giveUp);
      }
    },
    /** Whoever started the server is gone. */
    lost(reason: string): void {
      if (begun === null) begin(reason);
    },
  };
}
