import { messageOf } from "@parley/kernel";
import type { ChainedModel, RunEnd } from "../contract/run-events.ts";
import { taintOf } from "../policy/taint.ts";
import { askModel, takeAnswer } from "./ask-model.ts";
import type { RunPorts } from "./ports.ts";
import { createRecorder, type Recorder, Unkept } from "./recorder.ts";
import { runTools } from "./run-tools.ts";
import { type RunState, repetitions } from "./state.ts";

/** The same call with the same outcome so often is a loop. */
const loopAt = 4;

/** `late`: nobody answered in time, and nothing is done. */
type Answers = Readonly<Record<string, boolean | "late">>;

interface DriveOptions {
  /** Ends the run: the provider's connection is closed at once. */
  readonly signal: AbortSignal;
  /** What people said to the questions of a parked run, by the call's id. What is missing stays open. */
  readonly answers?: Answers;
  /** The state is what a restart found. Where a model was answering then, the run ends as *interrupted*. */
  readonly restarted?: boolean;
}

/**
 * Drives a run until it is over or waits for a person: from `newRun`, or from `stateOf` what was kept. Gives the state that it
 * stands in then, `parked` or `ended`. Never rejects: whatever fails is in how it ended.
 */
export async function drive(
  from: RunState,
  ports: RunPorts,
  { signal, answers = {}, restarted = false }: DriveOptions,
): Promise<RunState> {
  if (from.phase === "ended") return from;
  const run = createRecorder(from, ports, signal);
  try {
    const end = await endOf(run, answers, restarted);
    if (end !== undefined) await run.tell({ type: "ended", end, usage: run.state.usage });
    return run.state;
  } catch (thrown) {
    if (thrown instanceof Unkept) return over(run.state, { type: "unkept", message: thrown.message });
    const fault = { kind: "unknown", message: messageOf(thrown).slice(0, 300), retryable: false } as const;
    return run
      .tell({ type: "ended", end: { type: "failed", fault }, usage: run.state.usage })
      .then(() => run.state)
      .catch((unkept: unknown) => over(run.state, { type: "unkept", message: messageOf(unkept) }));
  }
}

const over = (state: RunState, end: RunEnd): RunState => ({ ...state, phase: "ended", end });

/** How the run ended; undefined where it is parked. */
async function endOf(run: Recorder, answers: Answers, restarted: boolean): Promise<RunEnd | undefined> {
  if (run.state.phase === "new") begin(run);
  else await resume(run, answers);
  // The answer was heard to its end, but not taken: nobody has to be asked again.
  const heard = run.state.heard.length > 0 ? await takeAnswer(run) : undefined;
  if (heard !== undefined) return heard;
  if (restarted && run.state.asking) return { type: "interrupted" };
  for (;;) {
    if (run.signal.aborted) return { type: "cancelled" };
    if (run.state.phase === "tools") {
      await runTools(run);
      if (run.signal.aborted) return { type: "cancelled" };
      if (run.state.phase === "tools") return park(run);
    }
    if (isAnswered(run)) return { type: "done" };
    const { maxTurns } = run.state.spec.limits;
    if (run.state.turn >= maxTurns) return { type: "limit", limit: "turns", message: `more than ${maxTurns} turns` };
    if (repetitions(run.state) >= loopAt) {
      return { type: "limit", limit: "loop", message: `the same call gave the same answer ${loopAt} times` };
    }
    const end = await askModel(run);
    if (end !== undefined) return end;
  }
}

/** The last word is the model's, and it calls nothing. */
function isAnswered({ state }: Recorder): boolean {
  return state.turn > 0 && state.phase === "model" && state.messages.at(-1)?.role === "assistant";
}

/** Kept with what it leads to: before a model was asked, nothing of it has left us. */
function begin(run: Recorder): void {
  const { spec } = run.state;
  run.note({ type: "started", chain: chainOf(run), input: spec.input });
  const origins = [...new Set([...(spec.taint ?? []), ...taintOf(run.state.messages)])].filter(
    (origin) => origin !== "own",
  );
  if (origins.length > 0) run.note({ type: "tainted", origins });
}

async function resume(run: Recorder, answers: Answers): Promise<void> {
  await run.tell({ type: "resumed", chain: chainOf(run) });
  for (const callId of Object.keys(run.state.asked)) {
    const answer = Object.hasOwn(answers, callId) ? answers[callId] : undefined;
    if (answer === undefined || run.state.answers[callId] !== undefined) continue;
    const late = answer === "late" ? { late: true as const } : {};
    await run.tell({ type: "answered", callId, approved: answer === true, ...late });
  }
}

async function park(run: Recorder): Promise<undefined> {
  const { asked, answers } = run.state;
  await run.tell({ type: "parked", calls: Object.keys(asked).filter((callId) => answers[callId] === undefined) });
  return undefined;
}

function chainOf({ ports }: Recorder): ChainedModel[] {
  return ports.models.map(({ provider, name, contextTokens, images }) => ({
    provider,
    model: name,
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(images === undefined ? {} : { images }),
  }));
}
