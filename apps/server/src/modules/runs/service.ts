import { createHash } from "node:crypto";
import type { Model, Origin, RunState, StreamPart } from "@parley/agents";
import { AppError } from "@parley/kernel";
import type { AgentConfig, HistoryMessage } from "@parley/protocol";
import type { Principal } from "../../platform/call.ts";
import type { Also } from "./asks.ts";
import type { Brought } from "./brought.ts";
import { createEnding } from "./ending.ts";
import { createGoing, type GoingDeps } from "./going.ts";
import { openOthers } from "./parking.ts";
import type { RunRow } from "./store.ts";

/** Runs of one account, and of all, that go on at the same time. */
const runsOfOne = 8;
const runsOfAll = 64;
/** Runs: one answer of an agent to one input. */
export function createRunService(deps: GoingDeps) {
  const { rows, asks, clock } = deps;
  const going = createGoing(deps);
  const { parking } = going;
  const refuseClosed = () => {
    if (going.isClosed()) throw new AppError("STARTING", "The server is ending.");
  };

  /** Begins a run for what `put` leaves in the conversation, in one transaction; `asked` is what its id stands for. */
  const answer = async (
    principal: Principal,
    { sessionKey, id, asked, origins = [], model = null, goesOn = false }: Asked,
    put: (account: string, key: string, also: Also) => Promise<HistoryMessage>,
  ): Promise<Begun> => {
    refuseClosed();
    const account = principal.userId;
    const { key, agentId, model: chosen, taint } = await asks.conversations.open(account, sessionKey);
    const input_hash = createHash("sha256").update(`${key}\n${asked}`).digest("base64url");
    const known = await rows.find(account, id);
    if (known) {
      if (known.input_hash !== null && known.input_hash !== input_hash) {
        throw new AppError("CONFLICT", "This id was used for something else that was said.");
      }
      return going.get(account, id) || known.state === "parked" ? "in_flight" : "ok";
    }
    const agent = await asks.personas.talkable(principal, agentId);
    const opened = await asks.models.open(model ?? chosen ?? agent.model);
    if (opened === null) {
      throw new AppError(
        "NOT_OFFERED",
        "No model was chosen yet: an admin adds a provider, and says which one agents have.",
      );
    }
    const others = await openOthers(
      asks,
      agent.fallbacks.filter((name) => name !== opened.name),
    );
    if ((await rows.parked(account, key)).length > 0) {
      throw new AppError("CONFLICT", "The agent waits for an answer to what it asked: answer it, or stop the agent.");
    }
    // From here on nothing is awaited until the place is taken: of two in one conversation, only one goes on.
    if (going.get(account, id)) return "in_flight";
    const mine = going.ofAccount(account);
    if (mine.some(({ row }) => row.key === key)) {
      throw new AppError("CONFLICT", "The agent is still answering: wait, or stop it.");
    }
    if (mine.length >= runsOfOne || going.count() >= runsOfAll) {
      throw new AppError("CONFLICT", "Too many runs at once.");
    }
    const begun = { account, id, key, agent: agent.id, model: opened.name, started_at: clock.now() };
    const row: RunRow = { ...rowOf(begun), input_hash };
    const place = going.hold(row);
    try {
      const anew = !goesOn && (await asks.conversations.settle(account, key, agent.reset));
      const input = await put(account, key, async (tx) => {
        if (!(await rows.beginIn(tx, row))) throw new AppError("CONFLICT", "This run was begun a moment ago.");
      });
      const read = anew ? [] : taint;
      place.go({ agent, model: opened.model, others, input, taint: [...new Set([...read, ...origins])] });
      return "started";
    } finally {
      place.leave();
    }
  };

  return {
    ...createEnding({ going, rows, clock }),
    /** A question of a run was answered, or nobody did in time. */
    wake: (account: string, run: string) => parking.wake(account, run),
    /** Goes on with what an earlier process was driving. Whether it can. */
    goOn: (row: RunRow) => parking.goOn(row, { restarted: true, stopIt: false }),
    /** How many go on. */
    count: going.count,
    /** Keeps what was said and begins to answer it. Resolves once both are on disk. */
    send: (
      principal: Principal,
      sessionKey: string,
      text: string,
      id: string,
      { origins = [], model = null }: Said = {},
    ): Promise<Begun> =>
      answer(principal, { sessionKey, id, asked: text, origins, model }, (account, key, also) =>
        asks.conversations.say(account, key, inputOf(id, text, origins), also),
      ),
    /** Begins to answer the last question of a conversation once more. */
    retry: (principal: Principal, sessionKey: string, message: string, id: string): Promise<Begun> =>
      // No text that was said begins so.
      answer(principal, { sessionKey, id, asked: ` ${message}`, goesOn: true }, (account, key, also) =>
        asks.conversations.again(account, key, message, also),
      ),
    /** Runs what a program brings, with its end. Resolves with null where it broke in our hands. Throws CONFLICT, RATE_LIMITED, STARTING. */
    async drive(account: string, { id, key, agent, model, signal, ...asked }: Driven): Promise<RunState | null> {
      refuseClosed();
      if (going.ofAccount(account).length >= runsOfOne || going.count() >= runsOfAll) {
        throw new AppError("RATE_LIMITED", "Too many runs at once.", { retryAfterMs: 1000 });
      }
      const row = rowOf({ account, id, key, agent: agent.id, model: model.name, started_at: clock.now() });
      if (going.get(account, id)) throw new AppError("CONFLICT", "This was asked before.");
      // Taken at once, so that limits hold for those that come together.
      const place = going.hold(row);
      try {
        if (!(await rows.begin(row))) throw new AppError("CONFLICT", "This was asked before.");
        const { promise, resolve } = Promise.withResolvers<RunState | null>();
        const running = place.go({ ...asked, agent, model: model.model, others: [] }, resolve);
        const stop = () => running.stop.abort();
        signal.addEventListener("abort", stop, { once: true });
        if (signal.aborted) stop();
        await running.over;
        signal.removeEventListener("abort", stop);
        // Where its end could not be kept, nobody is told that it went well.
        resolve(null);
        return promise;
      } finally {
        place.leave();
      }
    },
  };
}

/** `in_flight` and `ok`: a run of this id had been begun before. */
type Begun = "started" | "in_flight" | "ok";

export type RunService = ReturnType<typeof createRunService>;

/** What is said, as the first message of its run. */
function inputOf(id: string, text: string, taint: readonly Origin[]) {
  return { id: `${id}-input`, run: id, role: "user", text, taint, begins: true } as const;
}

/** What a run is begun by. */
/** How something is said, if not as the person says it. */
export interface Said {
  /** Where the words come from. */
  readonly origins?: readonly Origin[];
  /** Of this run alone; null: the conversation's or the agent's. */
  readonly model?: string | null;
}

interface Asked extends Said {
  readonly sessionKey: string;
  readonly id: string;
  readonly asked: string;
  /** With what was said there, however long ago. */
  readonly goesOn?: boolean;
}

/** What a program asks, with all that a run needs. */
interface Driven {
  readonly id: string;
  readonly key: string;
  readonly agent: AgentConfig;
  readonly model: { readonly name: string | null; readonly model: Model };
  readonly input: Brought;
  readonly taint: readonly Origin[];
  readonly watch: (part: StreamPart) => void;
  /** Aborts when the program has gone: so does the run. */
  readonly signal: AbortSignal;
}

function rowOf(begun: Pick<RunRow, "account" | "id" | "key" | "agent" | "model" | "started_at">): RunRow {
  return {
    ...begun,
    state: "running",
    fault: null,
    spec: null,
    input_hash: null,
    input_tokens: null,
    output_tokens: null,
    ended_at: null,
  };
}
