import { type Clock, type Log, messageOf } from "@parley/kernel";
import type { Transaction } from "kysely";
import type { Store } from "../store/store.ts";

/** Work that comes again by itself. It does a bounded portion at a time, so that whatever stops it has lost nothing. */
export interface Job {
  readonly name: string;
  /** When it is to run after `now`. */
  readonly next: (now: number) => number;
  /** `more`: there is another portion. Aborted when its time is over, or the server ends. */
  readonly run: (signal: AbortSignal) => Promise<"done" | "more">;
}

interface JobRow {
  name: string;
  due: number;
  /** Somebody runs it, until then at the latest; null: nobody. */
  lease: number | null;
  /** Without success since the last. */
  attempts: number;
  ended_at: number | null;
  fault: string | null;
}
type Tx = Transaction<{ jobs: JobRow }>;

/** The first look after a start: whatever is overdue waits until people are served. */
const firstMs = 60_000;
const portionMs = 4 * 60_000;
/** Longer than a portion may take: who holds a lease that is over is gone. */
const leaseMs = 5 * 60_000;
const pauseMs = 1_000;
/** Looked at least so often: a clock may be set. */
const longestMs = 60 * 60_000;

/**
 * Runs jobs when they are due, one after the other, each once: who runs one holds its lease in the database, so that it is
 * neither lost nor doubled by a restart. What failed is tried again after growing pauses, and said in the log.
 */
export function createJobs({ store, clock, log }: { store: Store; clock: Clock; log: Log }, jobs: readonly Job[]) {
  const leave = new AbortController();
  let cancel = () => {};
  let working: Promise<void> = Promise.resolve();

  const tick = async (): Promise<void> => {
    for (const job of jobs) {
      if (leave.signal.aborted) return;
      const attempts = await claim(store, job.name, clock.now());
      if (attempts !== null) await settle(store, job.name, await outcomeOf(job, attempts));
    }
  };
  const outcomeOf = async (job: Job, attempts: number): Promise<Omit<JobRow, "name" | "lease">> => {
    try {
      const outcome = await within(clock, leave.signal, job.run);
      const ended_at = clock.now();
      return { due: outcome === "more" ? ended_at + pauseMs : job.next(ended_at), attempts: 0, ended_at, fault: null };
    } catch (thrown) {
      const fault = messageOf(thrown).slice(0, 300);
      const ended_at = clock.now();
      const pause = Math.min(longestMs, 60_000 * 2 ** Math.min(attempts - 1, 10));
      if (!leave.signal.aborted) log.warn("a job failed", { job: job.name, attempts, error: fault, againMs: pause });
      return { due: ended_at + (leave.signal.aborted ? 0 : pause), attempts, ended_at, fault };
    }
  };
  const arm = (ms: number): void => {
    if (leave.signal.aborted) return;
    cancel = clock.after(ms, () => {
      working = tick()
        .then(() => untilNext(store, clock.now()))
        .catch((thrown: unknown) => {
          log.error("jobs could not be looked at", { error: messageOf(thrown) });
          return longestMs;
        })
        .then((wait) => arm(Math.min(longestMs, Math.max(pauseMs, wait))));
    });
  };
  const ready = begin(store, jobs, clock.now())
    .catch((thrown: unknown) => log.error("jobs could not be begun", { error: messageOf(thrown) }))
    .then(() => arm(firstMs));

  return {
    ready,
    /** Stops what runs; resolves once that is written down. */
    async close(): Promise<void> {
      leave.abort(new Error("the server ends"));
      await ready;
      cancel();
      await working;
    },
  };
}

/** What was never there is due for the first time; what is not asked for any more is forgotten. */
function begin(store: Store, jobs: readonly Job[], now: number): Promise<void> {
  return store.write(async (tx: Tx) => {
    const names = jobs.map(({ name }) => name);
    await tx.deleteFrom("jobs").where("name", "not in", names).execute();
    for (const { name, next } of jobs) {
      const row: JobRow = { name, due: next(now), lease: null, attempts: 0, ended_at: null, fault: null };
      await tx
        .insertInto("jobs")
        .values(row)
        .onConflict((conflict) => conflict.column("name").doNothing())
        .execute();
    }
  });
}

/** Takes a job that is due; answers which attempt it is, or null where it is not due or somebody else has it. */
function claim(store: Store, name: string, now: number): Promise<number | null> {
  return store.write(async (tx: Tx) => {
    const taken = await tx
      .updateTable("jobs")
      .set(({ eb }) => ({ lease: now + leaseMs, attempts: eb("attempts", "+", 1) }))
      .where("name", "=", name)
      .where("due", "<=", now)
      .where(({ or, eb }) => or([eb("lease", "is", null), eb("lease", "<=", now)]))
      .returning("attempts")
      .executeTakeFirst();
    return taken?.attempts ?? null;
  });
}

function settle(store: Store, name: string, outcome: Omit<JobRow, "name" | "lease">): Promise<unknown> {
  return store.write((tx: Tx) =>
    tx
      .updateTable("jobs")
      .set({ ...outcome, lease: null })
      .where("name", "=", name)
      .execute(),
  );
}

/** Milliseconds until one is due; of one that somebody holds, until that is over. */
async function untilNext(store: Store, now: number): Promise<number> {
  const rows = await store.reader<{ jobs: JobRow }>().selectFrom("jobs").select(["due", "lease"]).execute();
  return Math.min(longestMs, ...rows.map(({ due, lease }) => Math.max(due, lease ?? 0) - now));
}

async function within<Value>(
  clock: Clock,
  closing: AbortSignal,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const over = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const stop = () => {
    over.abort(closing.reason);
    reject(over.signal.reason);
  };
  const cancel = clock.after(portionMs, () => {
    over.abort(new Error(`it took longer than ${portionMs / 1000} s`));
    reject(over.signal.reason);
  });
  closing.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work(over.signal), ended]);
  } finally {
    cancel();
    closing.removeEventListener("abort", stop);
  }
}
