import { type Clock, fieldsOf, type Log, messageOf } from "@parley/kernel";
import type { Occupancy, Seat } from "./occupancy.ts";
import type { CallStore, LeaveRow } from "./store.ts";

/** Delayed leaves that clients hand over: kept back while their participant is there, sent when they are gone. */
export interface DelegatedLeaves {
  /** Takes one over; an earlier one of the seat is let go without being sent. */
  take(seat: Seat, delayId: string, timeoutMs: number): Promise<void>;
  /** Goes on with what an earlier run had taken. */
  resume(): Promise<void>;
  close(): void;
}

export interface LeavesDeps {
  readonly rows: Pick<CallStore, "leaves" | "keepLeave" | "dropLeave">;
  readonly occupancy: Occupancy;
  readonly clock: Clock;
  /** Base address of our own homeserver; null while it has none. No client names another. */
  readonly homeserver: () => string | null;
  readonly fetch: typeof globalThis.fetch;
  readonly log: Log;
}

/** Who has not come by then does not come: their leave is sent. */
const arriveWithinMs = 60_000;
/** After a start LiveKit's list of participants comes first. */
const settleMs = 20_000;
/** So often it is looked again while nobody can say who is there. */
const unsettledMs = 4000;
const deadlineMs = 5000;
const mostTries = 8;
const mostKept = 5000;

type Outcome = { readonly kind: "done" | "unknown" } | { readonly kind: "again"; readonly afterMs: number };

/** One row at work. */
interface Job {
  readonly row: LeaveRow;
  cancel: () => void;
  sending: boolean;
}

/**
 * The states of lk-jwt-service (`delayedEventManager.go`): waiting for the first connection, connected (restarted
 * before it is due), gone (sent), let go. Each is kept in the database until it is sent or unknown.
 */
export function createDelegatedLeaves(deps: LeavesDeps): DelegatedLeaves {
  const { rows, occupancy, clock, log } = deps;
  const jobs = new Map<string, Job>();
  const keyOf = ({ alias, identity }: Seat) => `${alias} ${identity}`;

  const ask = async (row: LeaveRow, action: "restart" | "send"): Promise<Outcome> => {
    const base = deps.homeserver();
    if (base === null) return { kind: "again", afterMs: 2000 };
    const path = `/_matrix/client/unstable/org.matrix.msc4140/delayed_events/${encodeURIComponent(row.delay_id)}/${action}`;
    try {
      const answer = await deps.fetch(base + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
        redirect: "error",
        signal: AbortSignal.timeout(deadlineMs),
      });
      const body = fieldsOf(await answer.json().catch(() => null));
      if (answer.ok) return { kind: "done" };
      if (answer.status === 404) return { kind: "unknown" };
      return { kind: "again", afterMs: waitOf(answer.headers.get("retry-after"), body.retry_after_ms) };
    } catch {
      return { kind: "again", afterMs: 1000 };
    }
  };

  const drop = async (job: Job): Promise<void> => {
    job.cancel();
    const key = keyOf(job.row);
    if (jobs.get(key) === job) jobs.delete(key);
    await rows.dropLeave(job.row.alias, job.row.identity, job.row.delay_id);
  };
  const wait = (job: Job, ms: number, then: () => Promise<void>) => {
    job.cancel();
    job.cancel = clock.after(ms, () => {
      then().catch((thrown: unknown) => log.error("a delegated leave failed", { error: messageOf(thrown) }));
    });
  };
  /** Well before it is due, so that a few tries still fit in. */
  const beatOf = (row: LeaveRow) => Math.max(1000, Math.min(row.timeout_ms / 2, 10 * 60_000));

  const beat = async (job: Job, tries = 0): Promise<void> => {
    if (job.sending || jobs.get(keyOf(job.row)) !== job) return;
    const waiting = !occupancy.isThere(job.row);
    const settled = occupancy.isSettled();
    if (waiting && settled && clock.now() - job.row.taken_at >= arriveWithinMs) return send(job);
    const outcome = await ask(job.row, "restart");
    if (job.sending || jobs.get(keyOf(job.row)) !== job) return;
    if (outcome.kind === "unknown") return drop(job);
    const next = outcome.kind === "again" ? Math.min(outcome.afterMs * 2 ** tries, beatOf(job.row)) : beatOf(job.row);
    const lookAgain = settled ? arriveWithinMs : unsettledMs;
    wait(job, waiting ? Math.min(next, lookAgain) : next, () => beat(job, outcome.kind === "again" ? tries + 1 : 0));
  };
  const send = async (job: Job, tries = 0): Promise<void> => {
    if (jobs.get(keyOf(job.row)) !== job) return;
    job.sending = true;
    const outcome = await ask(job.row, "send");
    if (outcome.kind !== "again") return drop(job);
    // The homeserver sends it by itself when its time is over.
    if (tries >= mostTries) return drop(job);
    wait(job, outcome.afterMs * 2 ** Math.min(tries, 4), () => send(job, tries + 1));
  };
  const begin = (row: LeaveRow, firstMs: number) => {
    const job: Job = { row, cancel: () => {}, sending: false };
    jobs.get(keyOf(row))?.cancel();
    jobs.set(keyOf(row), job);
    wait(job, firstMs, () => beat(job));
  };

  const release = occupancy.onGone((seat) => {
    const job = jobs.get(keyOf(seat));
    if (job === undefined || job.sending) return;
    job.cancel();
    send(job).catch((thrown: unknown) => log.error("a delegated leave failed", { error: messageOf(thrown) }));
  });

  return {
    async take({ alias, identity }, delayId, timeoutMs) {
      const known = jobs.get(keyOf({ alias, identity }));
      if (known?.row.delay_id === delayId) return;
      // The homeserver sends it when its time is over: a place stands for longer, and that is all.
      if (known === undefined && jobs.size >= mostKept) return;
      const row = { alias, identity, delay_id: delayId, timeout_ms: timeoutMs, taken_at: clock.now() };
      await rows.keepLeave(row);
      begin(row, Math.min(beatOf(row), arriveWithinMs));
    },
    async resume() {
      for (const row of await rows.leaves()) {
        // Who is still there is listed by then; who is not has left while nobody looked.
        begin({ ...row, taken_at: clock.now() - arriveWithinMs + settleMs }, Math.min(settleMs, beatOf(row)));
      }
    },
    close() {
      release();
      for (const job of jobs.values()) job.cancel();
      jobs.clear();
    },
  };
}

/** Milliseconds, between 0.5 and 60 s, whatever it says. */
function waitOf(header: string | null, body: unknown): number {
  const seconds = header === null ? Number.NaN : Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : typeof body === "number" ? body : 1000;
  return Math.min(60_000, Math.max(500, ms));
}
