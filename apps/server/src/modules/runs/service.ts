import type { Tool } from "@parley/agents";
import { AppError, type Clock, type Log, messageOf } from "@parley/kernel";
import type { HistoryMessage } from "@parley/protocol";
import type { EventSink, Principal } from "../../platform/call.ts";
import type { Conversations, Models, Personas } from "./asks.ts";
import { driveRun } from "./drive-run.ts";
import { finishRun } from "./finish-run.ts";
import type { RunRow, RunStore } from "./store.ts";
import { createTeller } from "./teller.ts";

/** Runs of one account, and of all, that go on at the same time. */
const runsOfOne = 8;
const runsOfAll = 64;
/** What does not end within this time is erased with the rest, and its answer with it. */
const quietMs = 10_000;

interface Going {
  readonly row: RunRow;
  readonly stop: AbortController;
  /** Fulfilled at its end, whatever that was. */
  readonly over: Promise<void>;
}

/** Runs: one answer of an agent to one input. */
export function createRunService(deps: {
  readonly rows: RunStore;
  readonly asks: { readonly personas: Personas; readonly models: Models; readonly conversations: Conversations };
  readonly tools: () => Promise<readonly Tool[]>;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly log: Log;
}) {
  const { rows, asks, events, clock, log } = deps;
  const going = new Map<string, Going>();
  let closed = false;
  const nameOf = (account: string, id: string) => `${account} ${id}`;
  const ofAccount = (account: string) => [...going.values()].filter(({ row }) => row.account === account);

  const go = (row: RunRow, asked: Omit<Parameters<typeof driveRun>[1], "row" | "stop" | "teller">): Going => {
    const stop = new AbortController();
    const teller = createTeller({ events, clock, row });
    const over = (async () => {
      teller.begin();
      const state = await driveRun(deps, { ...asked, row, stop, teller }).catch((thrown: unknown) => {
        log.error("a run broke", { run: row.id, error: messageOf(thrown) });
        return null;
      });
      await finishRun(deps, { row, state, teller });
    })()
      .catch((thrown: unknown) => log.error("the end of a run was not kept", { run: row.id, error: messageOf(thrown) }))
      .finally(() => {
        teller.close();
        going.delete(nameOf(row.account, row.id));
      });
    return { row, stop, over };
  };

  const abort = (account: string, key: string, id?: string): string[] => {
    const found = ofAccount(account).filter(({ row }) => row.key === key && (id === undefined || row.id === id));
    for (const { stop } of found) stop.abort();
    return found.map(({ row }) => row.id);
  };

  return {
    abort,
    /** Keeps what was said and begins to answer it. Resolves once both are on disk. */
    async send(
      principal: Principal,
      sessionKey: string,
      text: string,
      id: string,
    ): Promise<"started" | "in_flight" | "ok"> {
      if (closed) throw new AppError("STARTING", "The server is ending.");
      const account = principal.userId;
      const known = await rows.find(account, id);
      if (known) return going.has(nameOf(account, id)) ? "in_flight" : "ok";
      const { key, agentId, model: chosen, taint } = await asks.conversations.open(account, sessionKey);
      const agent = await asks.personas.talkable(principal, agentId);
      const opened = await asks.models.open(chosen ?? agent.model);
      if (opened === null) {
        throw new AppError(
          "NOT_OFFERED",
          "No model was chosen yet: an admin adds a provider, and says which one agents have.",
        );
      }
      const mine = ofAccount(account);
      if (mine.some(({ row }) => row.key === key))
        throw new AppError("CONFLICT", "The agent is still answering: wait, or stop it.");
      if (mine.length >= runsOfOne || going.size >= runsOfAll) throw new AppError("CONFLICT", "Too many runs at once.");
      const row = rowOf({ account, id, key, agent: agent.id, model: opened.name, started_at: clock.now() });
      // Taken at once: of two with one id, or in one conversation, only one goes on.
      const place = nameOf(account, id);
      if (going.has(place)) return "in_flight";
      const holder = new AbortController();
      going.set(place, { row, stop: holder, over: Promise.resolve() });
      let input: HistoryMessage;
      try {
        input = await asks.conversations.say(account, key, { id: `${id}-input`, role: "user", text, begins: true });
        if (!(await rows.begin(row))) throw new AppError("CONFLICT", "This run was begun a moment ago.");
      } catch (thrown) {
        going.delete(place);
        throw thrown;
      }
      const running = go(row, { agent, model: opened.model, input, taint });
      going.set(place, running);
      if (holder.signal.aborted) running.stop.abort();
      return "started";
    },
    /** Resolves at the end of a run, after `ms`, or when whoever waits has gone. Throws NOT_FOUND. */
    async wait(account: string, id: string, ms: number, signal: AbortSignal): Promise<RunRow> {
      const running = going.get(nameOf(account, id));
      if (running) await within(running.over, { ms, signal, clock });
      const row = await rows.find(account, id);
      if (!row) throw new AppError("NOT_FOUND", "There is no such run of yours.");
      return row;
    },
    /** Ends what runs in a conversation, or in all of an account, and waits until that is kept; not for ever. */
    async quiet(account: string, key: string | null): Promise<void> {
      const found = ofAccount(account).filter(({ row }) => key === null || row.key === key);
      for (const { stop } of found) stop.abort();
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const cancel = clock.after(quietMs, resolve);
      await Promise.race([Promise.all(found.map(({ over }) => over)), late]);
      cancel();
    },
    /** Ends all runs; what they said so far is kept. */
    async close(): Promise<void> {
      closed = true;
      const all = [...going.values()];
      for (const { stop } of all) stop.abort();
      await Promise.all(all.map(({ over }) => over));
    },
  };
}

function rowOf(begun: Pick<RunRow, "account" | "id" | "key" | "agent" | "model" | "started_at">): RunRow {
  return { ...begun, state: "running", fault: null, input_tokens: null, output_tokens: null, ended_at: null };
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
