import { systemClock } from "@parley/kernel";
import { describe, expect, it } from "vitest";
import type { StreamPart } from "../contract/stream.ts";
import { stateOf, usualLimits } from "../loop/state.ts";
import { answer, buildRun, buildTool, turning } from "../testing/fake-run.ts";
import { createDice } from "../testing/random.ts";
import { replayRun } from "./replay-run.ts";

const next = createDice(17);
const pick = <Value>(values: readonly Value[], otherwise: Value) => values[next(values.length)] ?? otherwise;

const ids = ["a", "b", "a", "__proto__", "", "toString"];
const names = ["look", "look", "send", "send", "page", "throws", "__proto__", "", "x".repeat(300)];
const inputs = [
  "{}",
  "{}",
  '{"to":"eve"}',
  '{"to":"ada"}',
  "",
  "{",
  "null",
  "[".repeat(900),
  '{"to":{}}',
  '{"__proto__":{"x":1}}',
];

/** Whatever a model, or somebody who plays one, might send before the end. */
function anyPart(): StreamPart {
  const kind = next(10);
  const provider = next(3) === 0 ? { provider: { some: { signature: "s" } } } : {};
  if (kind <= 1) {
    const delta = pick(["", "hi", "\u0000", "\ud800", "word ".repeat(99)], "");
    return { type: "text", block: pick(ids, "a"), delta, ...provider };
  }
  if (kind === 2) return { type: "reasoning", block: pick(ids, "a"), delta: "hm", ...provider };
  if (kind === 3) return { type: "tool-begin", id: pick(ids, "a"), name: pick(names, "look") };
  if (kind === 4) return { type: "tool-delta", id: pick(ids, "a"), delta: "{" };
  if (kind === 5) return { type: "usage", usage: { inputTokens: next(100), outputTokens: next(100) } };
  return { type: "tool-end", id: pick(ids, "a"), name: pick(names, "look"), input: pick(inputs, "{}"), ...provider };
}

/** Mostly an end, sometimes a fault, sometimes neither. */
function anyStream(): StreamPart[] {
  const kind = next(20);
  const parts = Array.from({ length: kind < 3 ? 0 : next(6) }, anyPart);
  if (kind === 4) return parts;
  if (kind > 4)
    return [...parts, { type: "finish", reason: pick(["stop", "length", "tool-calls", "other"] as const, "stop") }];
  const faults = ["refusal", "timeout", "rate_limit", "context_length", "auth", "unknown"] as const;
  const fault = { kind: pick(faults, "unknown"), message: "m", retryable: next(2) === 0, retryAfterMs: next(50_000) };
  return [...parts, { type: "error", fault }];
}

describe("whatever a model says", () => {
  it("a run ends or is parked, tells it without a gap, runs no call twice, and plays again as it was", async () => {
    for (let round = 0; round < 150; round++) {
      const ran: string[] = [];
      const tool = (name: string, origin: "own" | "web", changes: "nothing" | "outside") =>
        buildTool(
          name,
          async () => {
            if (name === "throws") throw new Error("broken");
            return answer(`${name} ${next(3)}`, origin);
          },
          { changes, brings: origin, ...(changes === "outside" ? { target: "to" } : {}) },
        );
      const script = () => Array.from({ length: 12 }, anyStream);
      const run = buildRun({
        models: { one: script(), two: script() },
        tools: [
          tool("look", "own", "nothing"),
          tool("send", "own", "outside"),
          tool("page", "web", "nothing"),
          tool("throws", "own", "nothing"),
        ],
        gate: {
          decide: async ({ verdict }) =>
            pick([verdict, verdict, { type: "ask", reason: "why" }, { type: "no", reason: "no" }] as const, verdict),
        },
        spec: { limits: { ...usualLimits, maxTurns: 6, attempts: 2 } },
      });
      let state = await turning(run.clock, run.go(), 5_000);
      for (let times = 0; state.phase === "parked" && times < 4; times++) {
        const answers = Object.fromEntries(Object.keys(state.asked).map((callId) => [callId, next(2) === 0]));
        state = await turning(run.clock, run.go(stateOf(run.spec, structuredClone(run.kept)), answers), 5_000);
      }
      expect(["parked", "ended"]).toContain(state.phase);
      expect(state.end?.type).not.toBe("unkept");
      expect(run.kept.map(({ seq }) => seq)).toEqual(run.kept.map((_, index) => index + 1));
      expect(stateOf(run.spec, JSON.parse(JSON.stringify(run.kept)))).toEqual(JSON.parse(JSON.stringify(state)));
      for (const { event } of run.kept) {
        if (event.type === "message") ran.length = 0;
        if (event.type !== "tool-started") continue;
        expect(ran).not.toContain(event.callId);
        ran.push(event.callId);
      }
      const replayed = await replayRun({ spec: run.spec, events: run.kept, tools: run.ports.tools }, systemClock);
      expect([round, replayed.differsAt]).toEqual([round, undefined]);
      expect(run.clock.waiting).toBe(0);
    }
  }, 60_000);
});
