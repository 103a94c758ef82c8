import type { ParleyClient } from "@parley/client";
import { type Clock, type ReadonlySignal, signal, systemClock } from "@parley/kernel";
import type { Approval } from "@parley/protocol";

/** What waits for somebody's answer, as far as it may be mine. */
export interface OpenQuestions {
  readonly waiting: ReadonlySignal<readonly Approval[]>;
  /** Why they could not be read; null: they were. */
  readonly error: ReadonlySignal<unknown>;
  load(): Promise<void>;
  /** It was answered here: it waits no more. */
  answered(id: string): void;
}

/** More than these nobody answers one by one. */
const mostShown = 100;

/** Follows the questions for as long as the client lives. Nothing is asked of the server before its socket is open. */
export function createOpenQuestions(parley: ParleyClient, clock: Clock): OpenQuestions {
  const waiting = signal<readonly Approval[]>([]);
  const error = signal<unknown>(null);
  let cancelEnd = () => {};
  let reading = 0;

  const put = (next: readonly Approval[]) => {
    cancelEnd();
    const open = next.filter(({ expiresAtMs }) => expiresAtMs > clock.now());
    waiting.value = open;
    // What nobody answers in time goes by itself.
    const first = Math.min(...open.map(({ expiresAtMs }) => expiresAtMs));
    if (Number.isFinite(first))
      cancelEnd = clock.after(Math.max(0, first - clock.now()) + 1, () => put(waiting.peek()));
  };
  const load = async () => {
    reading += 1;
    const mine = reading;
    try {
      const { approvals } = await parley.call("exec.approval.list", { state: "pending", limit: mostShown });
      if (mine !== reading) return;
      error.value = null;
      put(approvals);
    } catch (thrown) {
      if (mine === reading) error.value = thrown;
    }
  };
  const drop = (id: string) => {
    // A reading that is on its way may still hold it.
    reading += 1;
    put(waiting.peek().filter((approval) => approval.id !== id));
  };
  parley.on("exec.approval.requested", () => void load());
  parley.on("exec.approval.resolved", ({ id }) => {
    drop(id);
    void load();
  });
  parley.connection.subscribe((connection) => {
    if (connection === "open") void load();
  });
  return { waiting, error, load, answered: drop };
}

const known = new WeakMap<ParleyClient, OpenQuestions>();

/** The questions of a client: one list for the badge and the page. */
export function approvalsOf(parley: ParleyClient): OpenQuestions {
  let questions = known.get(parley);
  if (questions === undefined) {
    questions = createOpenQuestions(parley, systemClock);
    known.set(parley, questions);
  }
  return questions;
}
