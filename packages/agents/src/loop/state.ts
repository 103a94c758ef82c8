import type { Json } from "../contract/json.ts";
import { callsOf, type Message, type Origin, type ToolCallPart, type ToolResult } from "../contract/messages.ts";
import type { KeptEvent, RunEnd, RunEvent } from "../contract/run-events.ts";
import type { StreamPart, Usage } from "../contract/stream.ts";
import type { ToolPolicy } from "../policy/tool-policy.ts";

export interface RunLimits {
  /** Answers of a model in one run. */
  readonly maxTurns: number;
  /** Of one answer. */
  readonly maxOutputTokens: number;
  /** Of input and output together, for models that do not say their own. */
  readonly contextTokens: number;
  /** Milliseconds until the first part, between two parts, and for a tool. */
  readonly firstMs: number;
  readonly chunkMs: number;
  /** For one answer from its question to its end: whoever only says that it is alive is not waited for without end. */
  readonly answerMs: number;
  readonly toolMs: number;
  /** How often one model is asked in one turn. */
  readonly attempts: number;
}

export const usualLimits: RunLimits = {
  maxTurns: 25,
  maxOutputTokens: 4_096,
  contextTokens: 32_000,
  firstMs: 120_000,
  chunkMs: 60_000,
  answerMs: 15 * 60_000,
  toolMs: 120_000,
  attempts: 3,
};

/** What a run is asked to do. Plain data; the same for all of its life. */
export interface RunSpec {
  readonly system: string;
  /** What was said before. */
  readonly history: readonly Message[];
  /** What is said now. */
  readonly input: readonly Message[];
  readonly policy: ToolPolicy;
  /** Names of the tools that are offered from the beginning. */
  readonly offered: readonly string[];
  /** Targets that the person named: see `targetOf`. */
  readonly knownTargets: readonly string[];
  readonly limits: RunLimits;
  /** What the history was written after reading, by runs before this one: their answers may carry it on. */
  readonly taint?: readonly Origin[];
  readonly temperature?: number;
}

/** Where a run stands: all of it follows from its specification and its events. */
export interface RunState {
  readonly spec: RunSpec;
  /** Of the last event. */
  readonly seq: number;
  readonly phase: "new" | "model" | "tools" | "parked" | "ended";
  /** History, input, and what the run has added. */
  readonly messages: readonly Message[];
  readonly turn: number;
  readonly attempt: number;
  /** A model was asked, and what came of it is not kept yet. */
  readonly asking: boolean;
  /** An answer that is whole, and is not among the messages yet. */
  readonly heard: readonly StreamPart[];
  readonly taint: readonly Origin[];
  readonly targets: readonly string[];
  readonly offered: readonly string[];
  readonly usage: Usage;
  /** How often a provider said that the context is full: each time less is sent. */
  readonly squeezes: number;
  /** What the model was last sent less than everything. */
  readonly leftOut: number;
  readonly shortened: number;
  /** The calls of the last message, and what became of them. By the call's id. */
  readonly calls: readonly ToolCallPart[];
  readonly results: Readonly<Record<string, ToolResult>>;
  /** Questions that are open or were answered, with their target. */
  readonly asked: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<string, boolean>>;
  /** Calls whose question nobody answered in time. */
  readonly late: readonly string[];
  readonly started: readonly string[];
  /** What was called last and what came of it, for the guard against loops. */
  readonly recent: readonly string[];
  readonly end?: RunEnd;
}

const recentCalls = 16;

/** A run that has not begun. */
export function newRun(spec: RunSpec): RunState {
  return {
    spec,
    seq: 0,
    phase: "new",
    messages: spec.history,
    turn: 0,
    attempt: 0,
    asking: false,
    heard: [],
    taint: [],
    targets: spec.knownTargets,
    offered: spec.offered,
    usage: {},
    squeezes: 0,
    leftOut: 0,
    shortened: 0,
    calls: [],
    results: {},
    asked: {},
    answers: {},
    late: [],
    started: [],
    recent: [],
  };
}

/** A run as it stood after its last kept event: how it goes on after a restart. */
export function stateOf(spec: RunSpec, events: readonly KeptEvent[]): RunState {
  return events.reduce((state, { event }) => applied(state, event), newRun(spec));
}

/** The state after one more event. */
export function applied(before: RunState, event: RunEvent): RunState {
  const state = { ...before, seq: before.seq + 1 };
  switch (event.type) {
    case "started":
      return { ...state, phase: "model", messages: [...state.messages, ...event.input] };
    case "tainted":
      return { ...state, taint: [...state.taint, ...event.origins] };
    case "offered":
      return { ...state, offered: [...state.offered, ...event.names] };
    case "compacted":
      return { ...state, leftOut: event.leftOut, shortened: event.shortened };
    case "turn":
      return { ...state, turn: event.turn, attempt: event.attempt, asking: true, heard: [] };
    case "streamed":
      return {
        ...state,
        usage: event.parts.reduce(addUsage, state.usage),
        heard: event.parts.at(-1)?.type === "finish" ? event.parts : [],
      };
    case "attempt-failed":
      return { ...state, asking: false, heard: [], squeezes: state.squeezes + (event.next.type === "compact" ? 1 : 0) };
    case "message": {
      const calls = callsOf(event.message);
      const messages = [...state.messages, event.message];
      const fresh = { asking: false, heard: [], calls, results: {}, asked: {}, answers: {}, late: [], started: [] };
      return { ...state, ...fresh, messages, phase: calls.length === 0 ? "model" : "tools" };
    }
    case "asked":
      return { ...state, asked: { ...state.asked, [event.call.id]: event.target } };
    case "answered": {
      const target = state.asked[event.callId];
      const targets = event.approved && target !== undefined ? [...state.targets, target] : state.targets;
      const late = event.late ? [...state.late, event.callId] : state.late;
      return { ...state, targets, late, answers: { ...state.answers, [event.callId]: event.approved } };
    }
    case "tool-started": {
      const targets = state.targets.includes(event.target) ? state.targets : [...state.targets, event.target];
      return { ...state, targets, started: [...state.started, event.callId] };
    }
    case "tool-ended":
      return withResult(state, event.result);
    case "parked":
      return { ...state, phase: "parked" };
    case "resumed":
      return { ...state, phase: state.phase === "parked" ? "tools" : state.phase };
    case "ended":
      return { ...state, phase: "ended", end: event.end };
  }
}

function withResult(state: RunState, result: ToolResult): RunState {
  const results = { ...state.results, [result.callId]: result };
  const all = state.calls.flatMap(({ id }) => results[id] ?? []);
  if (all.length < state.calls.length) return { ...state, results };
  // Once for each message: several at once are no loop.
  const prints = new Set(state.calls.map(({ id, name, input }) => fingerprintOf(name, input, results[id])));
  const recent = [...state.recent, ...prints].slice(-recentCalls);
  return { ...state, results, recent, phase: "model", messages: [...state.messages, { role: "tool", results: all }] };
}

/** Calls are the same when name, input and what came of them are. */
function fingerprintOf(name: string, input: Json, result: ToolResult | undefined): string {
  const text = JSON.stringify([input, result?.outcome, result?.parts]);
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${name}:${text.length}:${hash >>> 0}`;
}

/** How often the same came of the same call lately, at most. */
export function repetitions(state: RunState): number {
  const counts = new Map<string, number>();
  for (const print of state.recent) counts.set(print, (counts.get(print) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

function addUsage(sum: Usage, part: StreamPart): Usage {
  if (part.type !== "usage") return sum;
  const total: Record<string, number> = { ...sum };
  for (const [name, count] of Object.entries(part.usage)) total[name] = (total[name] ?? 0) + count;
  return total;
}
