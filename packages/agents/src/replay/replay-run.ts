import type { Clock } from "@parley/kernel";
import type { Model } from "../contract/model.ts";
import type { KeptEvent, RunEvent } from "../contract/run-events.ts";
import type { StreamPart } from "../contract/stream.ts";
import type { ToolDefinition } from "../contract/tools.ts";
import { drive } from "../loop/drive.ts";
import type { Gate, Journal, Purse } from "../loop/ports.ts";
import { type RunSpec, stateOf } from "../loop/state.ts";
import type { Tool } from "../tools/tool.ts";

interface Recorded {
  readonly spec: RunSpec;
  readonly events: readonly KeptEvent[];
  /** The tools that there were. They are not run: what came of them was kept. */
  readonly tools: readonly ToolDefinition[];
}

interface Replayed {
  readonly events: readonly RunEvent[];
  /** The first event that is another than the kept one, by its number; undefined where the run is the same. */
  readonly differsAt?: number;
}

/**
 * Plays a kept run again: models, tools and people say what they said then, and the loop decides anew. Nothing is asked and
 * nothing is changed. A run that does not tell the same events was kept by another loop, or tampered with. `clock` only
 * gives turns to others: its waits are cut to nothing.
 */
export async function replayRun(recorded: Recorded, clock: Clock): Promise<Replayed> {
  const told: RunEvent[] = [];
  const { events } = recorded;
  const starts = [0, ...events.flatMap(({ event }, index) => (event.type === "resumed" ? [index] : []))];
  for (const [at, start] of starts.entries()) {
    const segment = events.slice(start, starts[at + 1]);
    told.push(...(await replaySegment(recorded, events.slice(0, start), segment, clock)));
  }
  const differs = events.findIndex(({ event }, index) => plain(event) !== plain(told[index]));
  return differs === -1 ? { events: told } : { events: told, differsAt: differs + 1 };
}

/** How long a tool took is no part of what happened. */
function plain(event: RunEvent | undefined): string {
  return JSON.stringify(event?.type === "tool-ended" ? { ...event, ms: 0 } : event) ?? "";
}

/** From a start or a resumption to where the run was parked, ended or broke off. */
async function replaySegment(
  { spec, tools }: Recorded,
  before: readonly KeptEvent[],
  segment: readonly KeptEvent[],
  clock: Clock,
): Promise<RunEvent[]> {
  const told: RunEvent[] = [];
  const stop = new AbortController();
  const kept = segment.map(({ event }) => event);
  const answers: Record<string, boolean | "late"> = {};
  for (const event of kept) if (event.type === "answered") answers[event.callId] = event.late ? "late" : event.approved;
  const cancelledNext = () => {
    const next = kept[told.length];
    return next?.type === "ended" && next.end.type === "cancelled";
  };
  // What stands before the first question is kept with it: who stopped the run before that had stopped it from the beginning.
  const first = kept.find(({ type }) => type !== "started" && type !== "tainted");
  if (first?.type === "ended" && first.end.type === "cancelled") stop.abort();
  const journal: Journal = {
    async keep({ event }) {
      // Further than what was kept there is nothing to compare with: it broke off here.
      if (told.length >= kept.length) throw new Error("the record ends here");
      told.push(event);
      if (cancelledNext()) stop.abort();
    },
  };
  const purse = purseOf(() => kept[told.length]);
  await drive(
    stateOf(spec, before),
    {
      models: modelsOf(kept, () => stop.abort()),
      tools: toolsOf(tools, () => kept.slice(told.length)),
      gate: gateOf(() => kept.slice(told.length)),
      books: (work) => work({ journal, purse }),
      clock: { now: () => clock.now(), after: (_ms, fn) => clock.after(0, fn) },
    },
    {
      signal: stop.signal,
      answers,
      restarted: kept.some((event) => event.type === "ended" && event.end.type === "interrupted"),
    },
  );
  return told;
}

function modelsOf(kept: readonly RunEvent[], stop: () => void): Model[] {
  const streams = kept.filter((event) => event.type === "streamed");
  const [first] = kept;
  const chain = first?.type === "started" || first?.type === "resumed" ? first.chain : [];
  let next = 0;
  async function* stream(): AsyncGenerator<StreamPart> {
    const parts = streams[next++]?.parts ?? [];
    for (const part of parts) {
      if (part.type === "error" && part.fault.message === "stopped") return stop();
      yield part;
    }
  }
  return chain.map(({ provider, model, contextTokens, images }) => ({
    provider,
    name: model,
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(images === undefined ? {} : { images }),
    stream,
  }));
}

/** What came of a call then: told by what comes next of it. */
function toolsOf(tools: readonly ToolDefinition[], ahead: () => readonly RunEvent[]): Tool[] {
  return tools.map((tool) => ({
    ...tool,
    async run(_input, { callId }) {
      const next = ahead();
      const at = next.findIndex((event) => event.type === "tool-ended" && event.result.callId === callId);
      const ended = next[at];
      if (ended?.type !== "tool-ended") throw new Error("the record has no answer of this tool");
      const { parts, origin, outcome } = ended.result;
      // What it offered stands right behind it, or behind what tainted the run by it.
      const offered = next.slice(at + 1, at + 3).find((event) => event.type !== "tainted");
      return {
        parts,
        origin,
        ...(outcome === "failed" || outcome === "unknown" ? { outcome } : {}),
        ...(offered?.type === "offered" ? { offers: offered.names } : {}),
      };
    },
  }));
}

const notAllowed = "Not allowed: ";

/** What was decided then: told by what comes next of the same call. */
function gateOf(ahead: () => readonly RunEvent[]): Gate {
  return {
    async decide({ call }) {
      for (const event of ahead()) {
        if (event.type === "asked" && event.call.id === call.id) return { type: "ask", reason: event.reason };
        if (event.type === "tool-started" && event.callId === call.id) return { type: "go" };
        if (event.type !== "tool-ended" || event.result.callId !== call.id || event.result.outcome !== "denied")
          continue;
        const [part] = event.result.parts;
        const text = part?.type === "text" ? part.text : "";
        return { type: "no", reason: text.startsWith(notAllowed) ? text.slice(notAllowed.length) : text };
      }
      return { type: "go" };
    },
  };
}

function purseOf(next: () => RunEvent | undefined): Purse {
  return {
    async reserve() {
      const event = next();
      if (event?.type !== "ended" || event.end.type !== "limit" || event.end.limit !== "budget")
        return { type: "ok", id: "" };
      return { type: "no", message: event.end.message };
    },
    async settle() {},
  };
}
