import { type Clock, sleep, systemClock } from "@parley/kernel";
import { createContext } from "react";

/** What must be written down before the page may go. */
export interface Leaving {
  /** `flush` begins to write at once; what it returns is waited for. The answer takes it away again. */
  add(flush: () => Promise<void> | void): () => void;
  /** Lets everyone write, and waits for them for a while. */
  settle(): Promise<void>;
}

const atMostMs = 5_000;
/** Sealing and writing of those who do not say when they are done. */
const writeMs = 600;

export function createLeaving(clock: Clock): Leaving {
  const flushes = new Set<() => Promise<void> | void>();
  return {
    add(flush) {
      flushes.add(flush);
      return () => void flushes.delete(flush);
    },
    async settle() {
      const done = Promise.allSettled([...flushes].map(async (flush) => flush()));
      await Promise.race([Promise.all([done, sleep(clock, writeMs)]), sleep(clock, atMostMs)]);
    },
  };
}

/** The one of the app; whoever keeps something unsaved adds itself. */
export const LeavingContext = createContext<Leaving>(createLeaving(systemClock));
