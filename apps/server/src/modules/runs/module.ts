import type { Tool } from "@parley/agents";
import { AppError, type Clock, createId, type Log, type Random, takeWithin } from "@parley/kernel";
import { type AgentConfig, covers, type Run } from "@parley/protocol";
import type { EventSink, HandlersOf, Principal } from "../../platform/call.ts";
import type { Store } from "../../platform/store/store.ts";
import { createAgentMethod } from "./agent-method.ts";
import type { RunAsks } from "./asks.ts";
import { endInterrupted } from "./interrupted.ts";
import { createInvokeFace } from "./invoke-face.ts";
import { createPrograms } from "./programs.ts";
import { createRunService, type Said } from "./service.ts";
import { shownStep } from "./shown-step.ts";
import { createRunStore, type RunRow } from "./store.ts";
import { textOfSteps } from "./text-of-run.ts";

/** What the module needs. */
export interface RunsDeps {
  readonly store: Store;
  readonly asks: RunAsks;
  /** What agents can do here. */
  readonly tools: (agent: AgentConfig, account: string) => Promise<readonly Tool[]>;
  /** Those that know whose run it is. */
  readonly ownTools: (row: RunRow, agent: AgentConfig) => Promise<readonly Tool[]>;
  /** The one spelling of a conversation's key. Throws BAD_PARAMS. */
  readonly keyOf: (written: string) => string;
  readonly events: EventSink;
  readonly world: { readonly clock: Clock; readonly random: Random };
  readonly log: Log;
}

type Methods = "agent" | "chat.send" | "runs.retry" | "chat.abort" | "agent.wait" | "runs.list" | "runs.get";

const listed = 50;
const usualWaitMs = 30_000;
const endedMs = 60 * 60_000;
/** Of all steps in one answer: what is larger would be more than a connection takes at once. */
const stepsBytes = 1024 * 1024;
/** Words that end what runs, said in the conversation itself. */
const stopWords = new Set(["/stop", "/abort"]);

/** Runs: the only one that drives the loop. */
export function createRunsModule(deps: RunsDeps) {
  const rows = createRunStore(deps.store);
  const { clock, random } = deps.world;
  const service = createRunService({ ...deps, rows, clock });
  // Before anything can begin: what was going when the server ended is nobody's any more.
  const ready = endInterrupted({
    rows,
    clock,
    log: deps.log,
    conversations: deps.asks.conversations,
    goOn: service.goOn,
  }).then(async () => {
    for (const { account, id } of await rows.parked(null, null)) service.wake(account, id);
  });

  const costsOf = (account: string, found: readonly RunRow[]) =>
    deps.asks.usage.ofRuns(
      account,
      found.map(({ id }) => id),
    );

  const handlers: HandlersOf<Methods> = {
    "agent": createAgentMethod({ rows, service, ready, clock, random }),
    async "chat.send"({ sessionKey, message }, { principal, idempotencyKey }) {
      await ready;
      if (stopWords.has(message.toLowerCase())) {
        const runIds = await service.abort(principal.userId, deps.keyOf(sessionKey));
        return { ok: true, aborted: runIds.length > 0, runIds };
      }
      const runId = idempotencyKey ?? createId("run", random);
      return { runId, status: await service.send(principal, sessionKey, message, runId) };
    },
    async "runs.retry"({ sessionKey, messageId }, { principal, idempotencyKey }) {
      await ready;
      const runId = idempotencyKey ?? createId("run", random);
      return { runId, status: await service.retry(principal, sessionKey, messageId, runId) };
    },
    async "chat.abort"({ sessionKey, runId }, { principal }) {
      const runIds = await service.abort(principal.userId, deps.keyOf(sessionKey), runId);
      return { ok: true, aborted: runIds.length > 0, runIds };
    },
    async "agent.wait"({ runId, timeoutMs = usualWaitMs }, { principal, signal }) {
      await ready;
      const row = await service.wait(principal.userId, runId, timeoutMs, signal);
      if (row.state === "running" || row.state === "parked")
        return { runId, status: "timeout", startedAt: row.started_at };
      const times = { startedAt: row.started_at, endedAt: row.ended_at ?? row.started_at };
      const well = row.state === "done" || row.state === "cancelled" || row.state === "limit";
      return { runId, status: well ? "ok" : "error", ...times, ...(row.fault === null ? {} : { error: row.fault }) };
    },
    async "runs.list"({ sessionKey, limit = listed }, { principal }) {
      await ready;
      const key = sessionKey === undefined ? null : deps.keyOf(sessionKey);
      const found = await rows.list(principal.userId, key, limit);
      const costs = await costsOf(principal.userId, found);
      return { runs: found.map((row) => shown(row, costs.get(row.id))) };
    },
    async "runs.get"({ runId }, { principal }) {
      await ready;
      const row = await rows.find(principal.userId, runId);
      if (!row) throw new AppError("NOT_FOUND", "There is no such run of yours.");
      const all = await rows.steps(principal.userId, runId);
      const isAdmin = covers(principal.scopes, "operator.admin");
      const fitting = takeWithin(all, ({ event }) => Buffer.byteLength(event), stepsBytes);
      const steps = fitting.map(({ seq, at, event }) => {
        const read = shownStep(event, isAdmin);
        return { seq, at, type: read.type, event: { ...read } };
      });
      const costs = await costsOf(principal.userId, [row]);
      return { run: shown(row, costs.get(row.id)), steps, truncated: steps.length < all.length };
    },
  };
  const programs = createPrograms({ service, asks: deps.asks, tools: deps.tools });
  const faces = [createInvokeFace(programs, random)];
  return {
    handlers,
    faces,
    answer: programs.answer,
    forget: rows.forget,
    /** For what is said by others than a person at a client. */
    say: {
      async say(principal: Principal, key: string, text: string, id: string, how: Said) {
        await ready;
        return service.send(principal, key, text, id, how);
      },
      known: async (account: string, id: string) => (await rows.find(account, id)) !== undefined,
      abort: service.abort,
      /** How a run ended, in words; null: it goes on still after an hour, or waits for a person. */
      async ended(account: string, id: string) {
        const { state, fault, ended_at } = await service.wait(account, id, endedMs, new AbortController().signal);
        if (ended_at === null) return null;
        return { state, words: textOfSteps(await rows.steps(account, id)) || (fault ?? state) };
      },
    },
    count: service.count,
    close: service.close,
    wake: service.wake,
    quiet: service.quiet,
    isBusy: service.isBusy,
    erase: rows.erase,
  };
}

function shown(row: RunRow, cost: Run["cost"] = null): Run {
  return {
    runId: row.id,
    sessionKey: row.key,
    agentId: row.agent,
    model: row.model,
    state: row.state,
    fault: row.fault,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    usage: {
      ...(row.input_tokens === null ? {} : { inputTokens: row.input_tokens }),
      ...(row.output_tokens === null ? {} : { outputTokens: row.output_tokens }),
    },
    cost,
  };
}
