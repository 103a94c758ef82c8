import { AppError, type Clock } from "@parley/kernel";
import type { GoingRuns } from "./going.ts";
import type { RunRow, RunStore } from "./store.ts";

/** What does not end within this time is erased with the rest, and its answer with it. */
const quietMs = 10_000;

/** Ends of runs: waiting for one, and bringing it about. */
export function createEnding({ going, rows, clock }: { going: GoingRuns; rows: RunStore; clock: Clock }) {
  const { parking } = going;
  const ofConversation = (account: string, key: string | null) =>
    going.ofAccount(account).filter(({ row }) => key === null || row.key === key);
  return {
    /** Ends what runs or waits in a conversation, or one run of it. */
    async abort(account: string, key: string, id?: string): Promise<string[]> {
      const found = ofConversation(account, key).filter(({ row }) => id === undefined || row.id === id);
      for (const { stop } of found) stop.abort();
      const parked = await parking.stop(account, key, id);
      return [...new Set([...found.map(({ row }) => row.id), ...parked])];
    },
    /** Resolves at the end of a run, after `ms`, or when whoever waits has gone. Throws NOT_FOUND. */
    async wait(account: string, id: string, ms: number, signal: AbortSignal): Promise<RunRow> {
      const until = clock.now() + ms;
      for (;;) {
        const running = going.get(account, id);
        if (running) await within(running.over, { ms: until - clock.now(), signal, clock });
        const row = await rows.find(account, id);
        if (!row) throw new AppError("NOT_FOUND", "There is no such run of yours.");
        const goesOn = row.state === "running" || row.state === "parked";
        if (!goesOn || signal.aborted || clock.now() >= until) return row;
        // It waits for a person: from here on for whoever takes it in hand.
        if (!running) await within(parking.taken(account, id), { ms: until - clock.now(), signal, clock });
      }
    },
    /** Whether something runs or waits in a conversation. */
    isBusy: async (account: string, key: string): Promise<boolean> =>
      ofConversation(account, key).length > 0 || (await rows.parked(account, key)).length > 0,
    /** Ends what runs in a conversation, or in all of an account, and waits until that is kept; not for ever. */
    async quiet(account: string, key: string | null): Promise<void> {
      for (const { stop } of ofConversation(account, key)) stop.abort();
      await parking.stop(account, key);
      const found = ofConversation(account, key);
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const cancel = clock.after(quietMs, resolve);
      await Promise.race([Promise.all(found.map(({ over }) => over)), late]);
      cancel();
    },
    /** Ends all runs; what they said so far is kept. */
    async close(): Promise<void> {
      going.close();
      const all = going.all();
      for (const { stop } of all) stop.abort();
      await Promise.all(all.map(({ over }) => over));
    },
  };
}

/** Resolves with `over`, after `ms`, or when whoever waits has gone. */
function within(
  over: Promise<void>,
  { ms, signal, clock }: { ms: number; signal: AbortSignal; clock: Clock },
): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener("abort", done, { once: true });
    void over.then(done);
  });
}
