import { sleep, systemClock } from "@parley/kernel";
import { createManualClock, type ManualClock } from "@parley/testkit";
import type { Json } from "../contract/json.ts";
import type { Origin } from "../contract/messages.ts";
import type { Model, ModelRequest } from "../contract/model.ts";
import type { KeptEvent, RunEvent } from "../contract/run-events.ts";
import type { ModelFault, StreamPart, Usage } from "../contract/stream.ts";
import type { ToolEffects } from "../contract/tools.ts";
import { drive } from "../loop/drive.ts";
import type { Books, Gate, Purse, RunPorts } from "../loop/ports.ts";
import { newRun, type RunSpec, type RunState, usualLimits } from "../loop/state.ts";
import type { Tool, ToolAnswer } from "../tools/tool.ts";

/** What a fake model says when it is asked: parts, or whatever it does by itself. */
export type Says = readonly StreamPart[] | ((request: ModelRequest, signal: AbortSignal) => AsyncIterable<StreamPart>);

export const says = (text: string, usage: Usage = { inputTokens: 10, outputTokens: 5 }): StreamPart[] => [
  { type: "text", block: "0", delta: text },
  { type: "usage", usage },
  { type: "finish", reason: "stop" },
];

export const calls = (...made: [id: string, name: string, input: Json | string][]): StreamPart[] => [
  ...made.map(([id, name, input]): StreamPart => {
    const text = typeof input === "string" ? input : JSON.stringify(input);
    return { type: "tool-end", id, name, input: text };
  }),
  { type: "usage", usage: { inputTokens: 10, outputTokens: 5 } },
  { type: "finish", reason: "tool-calls" },
];

export const fails = (fault: Partial<ModelFault>): StreamPart[] => [
  { type: "error", fault: { kind: "unknown", message: "broken", retryable: true, ...fault } },
];

/** Begins and then says nothing more, until it is left. */
export async function* hangs(_request: ModelRequest, signal: AbortSignal): AsyncGenerator<StreamPart> {
  yield { type: "text", block: "0", delta: "well" };
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

export function buildTool(
  name: string,
  run?: (input: Json) => Promise<ToolAnswer>,
  effects?: Partial<ToolEffects>,
): Tool {
  return {
    name,
    description: `Does ${name}.`,
    input: { type: "object", properties: { to: { type: "string" } } },
    effects: { changes: "nothing", brings: "own", ...effects },
    run: run ?? (async () => answer(`${name} done`)),
  };
}

export const answer = (text: string, origin?: Origin): ToolAnswer => ({
  parts: [{ type: "text", text }],
  ...(origin === undefined ? {} : { origin }),
});

export interface FakeRun {
  readonly clock: ManualClock;
  readonly kept: KeptEvent[];
  readonly requests: ModelRequest[];
  readonly settled: { usage: Usage; estimated: boolean }[];
  readonly stop: AbortController;
  readonly ports: RunPorts;
  readonly spec: RunSpec;
  /** Goes on from the beginning, or from a state, until it is parked or over. */
  go(from?: RunState, answers?: Record<string, boolean>): Promise<RunState>;
  types(): RunEvent["type"][];
  find<Type extends RunEvent["type"]>(type: Type): Extract<RunEvent, { type: Type }>[];
}

interface Setting {
  /** One list: what the first model says, one after the other. Several models: by name. */
  readonly models: readonly Says[] | Readonly<Record<string, readonly Says[]>>;
  readonly tools?: readonly Tool[];
  readonly spec?: Partial<RunSpec>;
  readonly gate?: Gate;
  readonly purse?: Partial<Purse>;
  readonly journal?: (event: KeptEvent) => Promise<void>;
}

/** A run with everything handed in: models that say what they are told to, a clock that stands, a journal in memory. */
export function buildRun({ models, tools = [], spec: given, gate, purse, journal }: Setting): FakeRun {
  const clock = createManualClock();
  const kept: KeptEvent[] = [];
  const requests: ModelRequest[] = [];
  const settled: FakeRun["settled"] = [];
  const stop = new AbortController();
  const chain: Model[] = Object.entries(Array.isArray(models) ? { first: models } : models).map(([name, script]) => {
    const left = [...script];
    return {
      provider: "fake",
      name,
      async *stream(request, signal) {
        requests.push(request);
        const next = left.shift();
        if (next === undefined) throw new Error(`nothing left to say for ${name}`);
        yield* typeof next === "function" ? next(request, signal) : next;
      },
    };
  });
  const spec: RunSpec = {
    system: "",
    history: [],
    input: [{ role: "user", parts: [{ type: "text", text: "go" }] }],
    policy: { type: "all" },
    offered: tools.map(({ name }) => name),
    knownTargets: [],
    limits: usualLimits,
    ...given,
  };
  const books: Books = {
    purse: {
      reserve: async () => ({ type: "ok", id: "r" }),
      settle: async (_id, used) => void settled.push(used),
      ...purse,
    },
    journal: {
      async keep(event) {
        await journal?.(event);
        kept.push(structuredClone(event));
      },
    },
  };
  const ports: RunPorts = {
    models: chain,
    tools,
    clock,
    gate: gate ?? { decide: async ({ verdict }) => verdict },
    async books(work) {
      const [events, sums] = [kept.length, settled.length];
      try {
        return await work(books);
      } catch (thrown) {
        kept.length = events;
        settled.length = sums;
        throw thrown;
      }
    },
  };
  return {
    clock,
    kept,
    requests,
    settled,
    stop,
    ports,
    spec,
    go: (from = newRun(spec), answers = {}) => drive(from, ports, { signal: stop.signal, answers }),
    types: () => kept.map(({ event }) => event.type),
    find: <Type extends RunEvent["type"]>(type: Type) =>
      kept.flatMap(({ event }) => (event.type === type ? [event as Extract<RunEvent, { type: Type }>] : [])),
  };
}

/** Lets everything run that waits for nothing. */
export function nextTask(): Promise<void> {
  return sleep(systemClock, 0);
}

/** Turns the clock until `done` settles: what waits for time gets it. */
export async function turning<Value>(clock: ManualClock, done: Promise<Value>, stepMs = 1_000): Promise<Value> {
  let over = false;
  void done.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  for (let step = 0; step < 1_000 && !over; step++) {
    await nextTask();
    if (!over && clock.waiting > 0) clock.tick(stepMs);
  }
  return done;
}
