import type { LocalEngine, LocalPiece, LocalQuestion, ModelFault } from "@parley/agents";
import { type Clock, type Log, messageOf } from "@parley/kernel";
import type { StartTalker } from "../../platform/processes/talker.ts";
import { createJob, type Job } from "./pieces.ts";
import { eraseStates } from "./prefix-states.ts";
import type { FromChild } from "./protocol.ts";
import { type RunningModel, runModel } from "./running.ts";

/** Questions that wait for one model at a time. */
const mostWaiting = 16;
/** Who waits hears that often that somebody is there. */
const aliveMs = 2_000;
/** A stop is heard between two pieces of work; what does not stop within this time is ended. */
const stopMs = 10_000;

/** What a model is run from. */
export interface LocalModelFile {
  readonly file: string;
  readonly bytes: number;
  /** Changes with the file. */
  readonly stamp: string;
}

export interface LocalEngineDeps {
  readonly start: StartTalker;
  /** The engine's entry, installed when it is not there. Throws in words. */
  readonly install: () => Promise<string>;
  /** Throws in words where there is no such file, or it cannot be one of a model. */
  readonly find: (model: string) => LocalModelFile;
  /** Where states of prefixes lie. */
  readonly states: string;
  readonly machine: { readonly cores: number; readonly availableBytes: () => number };
  /** Without a question for so long the child is ended. */
  readonly idleMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** What runs at the moment. */
export interface LocalEngineState {
  readonly state: "none" | "installing" | "loading" | "ready" | "failed";
  /** The file's name. */
  readonly model: string | null;
  /** Why it failed, for people. */
  readonly message: string | null;
}

interface Current {
  readonly model: string;
  readonly contextTokens: number | undefined;
  readonly running: RunningModel;
}

/** The child that is there, and the model in it. */
function createHolder(deps: LocalEngineDeps) {
  const { clock, log } = deps;
  let current: Current | null = null;
  let state: LocalEngineState = nothing;
  const closing = new AbortController();

  const end = (why: string) => {
    current?.running.kill(why);
    current = null;
    if (state.state !== "failed") state = nothing;
  };

  /** The child that has this model loaded. Throws in words. */
  const childFor = async ({ model, contextTokens }: LocalQuestion): Promise<RunningModel> => {
    if (current?.model === model && current.contextTokens === contextTokens && current.running.over() === null) {
      return current.running;
    }
    end("another model is asked");
    const { file, bytes, stamp } = deps.find(model);
    const available = deps.machine.availableBytes();
    if (bytes > available * 0.9) {
      throw new Error(`it needs ${megabytes(bytes)} MB of memory, and ${megabytes(available)} MB are free`);
    }
    state = { state: "installing", model, message: null };
    const engine = await deps.install();
    if (closing.signal.aborted) throw new Error(stopping);
    state = { state: "loading", model, message: null };
    // One core for the server and everything else: with all of them in use everything collapses, this included.
    const threads = Math.max(1, deps.machine.cores - 1);
    const running = await runModel(
      { start: deps.start, clock, mostBytes: available * 0.9, signal: closing.signal },
      { type: "load", engine, file, contextTokens: contextTokens ?? null, threads, states: deps.states, stamp },
    );
    current = { model, contextTokens, running };
    state = { state: "ready", model, message: null };
    return running;
  };

  return {
    childFor,
    end,
    state: () => state,
    closed: () => closing.signal.aborted,
    loaded: () => current !== null,
    failed(model: string, why: string): ModelFault {
      const message = `The local model ${model} did not run: ${why}`.slice(0, 300);
      current = null;
      state = { state: "failed", model, message };
      log.warn("a local model failed", { model, why });
      return { kind: "unknown", message, retryable: false };
    },
    /** It went as somebody wished. */
    gone() {
      current = null;
      state = nothing;
    },
    close() {
      closing.abort(stopping);
      end(stopping);
    },
  };
}

const stopping = "the server is stopping";
const nothing: LocalEngineState = { state: "none", model: null, message: null };

/** Runs one model at a time in a child, one question after the other. */
export function createLocalEngine(deps: LocalEngineDeps) {
  const { clock, log } = deps;
  const holder = createHolder(deps);
  const waiting: Job[] = [];
  let active: Job | null = null;
  let cancelIdle = () => {};
  let lastId = 0;
  /** Questions that were asked before what is kept had to go; null: nothing has to. */
  let before: Set<Job> | null = null;

  const forgetWhenOver = (over: Job | null) => {
    if (over !== null) before?.delete(over);
    if (before === null || before.size > 0) return;
    before = null;
    // Its memory holds what the files held.
    holder.end("what it was told was forgotten");
    eraseStates(deps.states);
  };

  const answer = async (job: Job): Promise<void> => {
    const { question } = job;
    let running: RunningModel;
    try {
      running = await holder.childFor(question);
    } catch (thrown) {
      job.push({ type: "fault", fault: holder.failed(question.model, messageOf(thrown)) });
      return;
    }
    if (job.gone()) return;
    let cancelLate = () => {};
    const stop = () => {
      running.stop();
      cancelLate = clock.after(stopMs, () => running.kill("did not stop and was ended"));
    };
    job.signal.addEventListener("abort", stop, { once: true });
    try {
      const { system, turns, maxTokens } = question;
      await running.ask(
        {
          type: "ask",
          id: ++lastId,
          system,
          turns,
          shape: question.shape ?? null,
          maxTokens,
          temperature: question.temperature ?? null,
        },
        (message) => {
          const piece = pieceOf(message);
          if (piece !== null) job.push(piece);
        },
      );
    } finally {
      cancelLate();
      job.signal.removeEventListener("abort", stop);
    }
    const why = running.over();
    if (why === null) return;
    // Whoever stopped it, or stopped us, knows.
    if (job.gone() || holder.closed()) holder.gone();
    else job.push({ type: "fault", fault: { ...holder.failed(question.model, why), retryable: true } });
  };

  const work = async () => {
    cancelIdle();
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      if (job.gone()) {
        forgetWhenOver(job);
        continue;
      }
      active = job;
      await answer(job).catch((thrown: unknown) => {
        log.error("a local model could not be asked", { error: messageOf(thrown) });
        job.push({ type: "fault", fault: { kind: "unknown", message: "it could not be asked", retryable: false } });
      });
      active = null;
      forgetWhenOver(job);
    }
    if (holder.loaded()) cancelIdle = clock.after(deps.idleMs, () => holder.end("nobody asked for a while"));
  };

  const pulse = () => {
    if (active === null && waiting.length === 0) return;
    for (const job of [active, ...waiting]) job?.push({ type: "alive" });
    clock.after(aliveMs, pulse);
  };

  const engine: LocalEngine = {
    async *ask(question, signal) {
      if (holder.closed() || waiting.length >= mostWaiting) {
        const message = holder.closed() ? stopping : `${mostWaiting} questions wait for the local model already`;
        yield { type: "fault", fault: { kind: "rate_limit", message, retryable: true } };
        return;
      }
      const job = createJob(question, signal);
      const idle = active === null && waiting.length === 0;
      waiting.push(job);
      if (idle) {
        void work();
        clock.after(aliveMs, pulse);
      }
      yield* job.pieces();
    },
  };
  return {
    engine,
    state: holder.state,
    /** Nothing of what agents were told stays on disk or in memory; questions that wait are answered first. */
    forget() {
      before = new Set([...(active === null ? [] : [active]), ...waiting]);
      forgetWhenOver(null);
    },
    close() {
      cancelIdle();
      holder.close();
    },
  };
}

function pieceOf(message: FromChild): LocalPiece | null {
  switch (message.type) {
    case "text":
    case "thought":
      return { type: message.type, delta: message.delta };
    case "end": {
      const { reason, inputTokens, outputTokens } = message;
      return { type: "end", reason, inputTokens, outputTokens };
    }
    case "fault":
      return { type: "fault", fault: { kind: message.kind, message: message.message.slice(0, 300), retryable: false } };
    default:
      return null;
  }
}

const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);
