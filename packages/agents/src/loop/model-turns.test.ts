import { describe, expect, it } from "vitest";
import { textOf } from "../contract/messages.ts";
import type { StreamPart } from "../contract/stream.ts";
import { buildRun, buildTool, calls, fails, hangs, nextTask, says, turning } from "../testing/fake-run.ts";
import { messageOf } from "./collect.ts";
import { drive } from "./drive.ts";
import type { RunPorts } from "./ports.ts";
import { newRun, usualLimits } from "./state.ts";

describe("a run of one answer", () => {
  it("tells what happens, in order and numbered, and ends", async () => {
    const run = buildRun({ models: [says("hello")] });
    const state = await run.go();
    expect(run.types()).toEqual(["started", "turn", "streamed", "message", "ended"]);
    expect(run.kept.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(state.end).toEqual({ type: "done" });
    expect(textOf(state.messages.at(-1) ?? { role: "user", parts: [] })).toBe("hello");
    expect(state.usage).toEqual({ inputTokens: 10, outputTokens: 5 });
    expect(run.settled).toEqual([{ usage: { inputTokens: 10, outputTokens: 5 }, estimated: false }]);
    expect(run.clock.waiting).toBe(0);
  });

  it("hears each part as it comes", async () => {
    const run = buildRun({ models: [says("hello")] });
    const heard: string[] = [];
    await drive(
      newRun(run.spec),
      { ...run.ports, watch: (part) => heard.push(part.type) },
      { signal: run.stop.signal },
    );
    expect(heard).toEqual(["text", "usage"]);
  });

  it("is not disturbed by who hears them", async () => {
    const run = buildRun({ models: [says("hello")] });
    const watch = () => {
      throw new Error("a fault of the screen");
    };
    const state = await drive(newRun(run.spec), { ...run.ports, watch }, { signal: run.stop.signal });
    expect([state.end, run.requests.length]).toEqual([{ type: "done" }, 1]);
  });

  it("says when the answer was too long", async () => {
    const run = buildRun({
      models: [
        [
          { type: "text", block: "0", delta: "and" },
          { type: "finish", reason: "length" },
        ],
      ],
    });
    expect((await run.go()).end).toMatchObject({ type: "limit", limit: "output" });
  });
});

describe("a model that does not answer", () => {
  it("is asked again before the first token, after as long as it said", async () => {
    const run = buildRun({ models: [fails({ kind: "rate_limit", retryAfterMs: 7_000 }), says("now")] });
    const began = run.clock.now();
    const state = await turning(run.clock, run.go());
    expect(state.end).toEqual({ type: "done" });
    expect(run.find("attempt-failed").map(({ next }) => next)).toEqual([{ type: "retry", waitMs: 7_000 }]);
    expect(run.clock.now() - began).toBeGreaterThanOrEqual(7_000);
    expect(run.find("turn").map(({ turn, attempt }) => [turn, attempt])).toEqual([
      [1, 1],
      [1, 2],
    ]);
  });

  it("is asked three times, each time later, and then the next one", async () => {
    const run = buildRun({ models: { one: [fails({}), fails({}), fails({})], two: [says("me")] } });
    const state = await turning(run.clock, run.go());
    expect(state.end).toEqual({ type: "done" });
    expect(run.find("attempt-failed").map(({ next }) => next)).toEqual([
      { type: "retry", waitMs: 500 },
      { type: "retry", waitMs: 1_000 },
      { type: "fail-over" },
    ]);
    expect(run.find("turn").map(({ model }) => model)).toEqual(["one", "one", "one", "two"]);
  });

  it("is not waited for when it wants too long, nor asked again with a wrong key", async () => {
    const models = {
      one: [fails({ kind: "rate_limit", retryAfterMs: 60_000 })],
      two: [fails({ kind: "auth", retryable: false })],
    };
    const run = buildRun({ models });
    const state = await turning(run.clock, run.go());
    expect(run.find("attempt-failed").map(({ next }) => next.type)).toEqual(["fail-over", "stop"]);
    expect(state.end).toMatchObject({ type: "failed", fault: { kind: "auth" } });
  });

  it("is not asked again once something came: it would say it twice", async () => {
    const broken: StreamPart[] = [{ type: "text", block: "0", delta: "half of" }, ...fails({})];
    const run = buildRun({ models: { one: [broken], two: [says("never")] } });
    const state = await turning(run.clock, run.go());
    expect(state.end).toMatchObject({ type: "failed" });
    expect(run.requests).toHaveLength(1);
    expect(JSON.stringify(run.find("streamed"))).toContain("half of");
  });

  it("does not get another to say what it refused", async () => {
    const run = buildRun({ models: { one: [fails({ kind: "refusal", retryable: false })], two: [says("never")] } });
    expect((await run.go()).end).toMatchObject({ type: "failed", fault: { kind: "refusal" } });
  });

  it("gets less when it says that its context is full", async () => {
    const history = Array.from({ length: 40 }, (_, index) => ({
      role: "user" as const,
      parts: [{ type: "text" as const, text: `${index} ${"word ".repeat(300)}` }],
    }));
    const full = fails({ kind: "context_length", retryable: false });
    const run = buildRun({ models: [full, says("ok")], spec: { history } });
    expect((await run.go()).end).toEqual({ type: "done" });
    const [first, second] = run.requests.map((request) => JSON.stringify(request.messages).length);
    expect(second).toBeLessThan((first ?? 0) * 0.8);
    const compacted = run.find("compacted");
    expect(compacted.at(-1)?.leftOut).toBeGreaterThan(10);
    expect(compacted.at(-1)?.note).toMatch(/^\[\d+ earlier messages/);
  });

  it("is left when nothing comes", async () => {
    const run = buildRun({ models: { one: [hangs], two: [says("never")] } });
    const state = await turning(run.clock, run.go(), 10_000);
    expect(state.end).toMatchObject({ type: "failed", fault: { kind: "timeout" } });
    // Counted as far as it can be told: it had begun, and did not say what it used.
    expect(run.settled).toMatchObject([{ estimated: true }]);
    expect(run.clock.waiting).toBe(0);
  });

  it("is asked again when not even the beginning came", async () => {
    const silent = async function* (): AsyncGenerator<StreamPart> {
      await new Promise(() => {});
      yield { type: "alive" };
    };
    const run = buildRun({ models: [silent, says("there")] });
    const state = await turning(run.clock, run.go(), 10_000);
    expect(state.end).toEqual({ type: "done" });
    expect(run.find("attempt-failed")[0]).toMatchObject({ fault: { kind: "timeout" }, next: { type: "retry" } });
  });

  it("is left when it only says that it is alive", async () => {
    const pings = async function* (_request: unknown, signal: AbortSignal): AsyncGenerator<StreamPart> {
      while (!signal.aborted) {
        await new Promise<void>((resolve) => run.clock.after(5_000, resolve));
        yield { type: "alive" };
      }
    };
    const run = buildRun({ models: { one: [pings], two: [says("there")] } });
    const state = await turning(run.clock, run.go(), 5_000);
    expect(state.end).toEqual({ type: "done" });
    expect(run.find("attempt-failed")).toMatchObject([
      { fault: { kind: "timeout", retryable: false }, next: { type: "fail-over" } },
    ]);
  });

  it("may throw, end without an end, or never stop talking", async () => {
    const throws = (): AsyncIterable<StreamPart> => {
      throw new Error("a fault of its own");
    };
    const endless = async function* (): AsyncGenerator<StreamPart> {
      for (;;) yield { type: "text", block: "0", delta: "x".repeat(100_000) };
    };
    const run = buildRun({ models: [throws, [], endless] });
    const state = await turning(run.clock, run.go());
    expect(state.end).toMatchObject({ type: "failed", fault: { message: "the answer has no end" } });
    expect(run.find("attempt-failed")[0]?.fault.message).toBe("a fault of its own");
  });

  it("may not be there at all", async () => {
    expect((await buildRun({ models: {} }).go()).end).toMatchObject({ type: "failed" });
  });
});

describe("a model that cannot see", () => {
  it("is told where a picture was", async () => {
    const run = buildRun({
      models: [says("a picture?")],
      spec: { input: [{ role: "user", parts: [{ type: "image", mediaType: "image/png", data: "iVBORw0KGgo=" }] }] },
    });
    const models = run.ports.models.map((model) => ({ ...model, images: false }));
    await drive(newRun(run.spec), { ...run.ports, models }, { signal: run.stop.signal });
    const sent = JSON.stringify(run.requests[0]?.messages);
    expect(sent).toContain("which you cannot see");
    expect(sent).not.toContain("iVBORw0KGgo");
  });
});

describe("stopping a run", () => {
  it("leaves the model at once, whatever it does", async () => {
    let left = false;
    const deaf = async function* (_request: unknown, signal: AbortSignal): AsyncGenerator<StreamPart> {
      signal.addEventListener("abort", () => {
        left = true;
      });
      yield { type: "text", block: "0", delta: "well" };
      await new Promise(() => {});
    };
    const run = buildRun({ models: [deaf] });
    const going = run.go();
    await nextTask();
    run.stop.abort();
    expect(left).toBe(true);
    expect((await going).end).toEqual({ type: "cancelled" });
    expect(run.types().slice(-2)).toEqual(["streamed", "ended"]);
    expect(run.clock.waiting).toBe(0);
  });

  it("ends a wait between two attempts, too", async () => {
    const run = buildRun({ models: [fails({ kind: "rate_limit", retryAfterMs: 20_000 }), says("never")] });
    const going = run.go();
    await nextTask();
    run.stop.abort();
    expect((await going).end).toEqual({ type: "cancelled" });
    expect(run.clock.waiting).toBe(0);
  });

  it("asks nobody when it was stopped before", async () => {
    const run = buildRun({ models: [says("never")] });
    run.stop.abort();
    expect((await run.go()).end).toEqual({ type: "cancelled" });
    expect(run.requests).toEqual([]);
  });
});

describe("limits", () => {
  const tool = buildTool("look");

  it("ends after so many turns", async () => {
    const turns = Array.from({ length: 9 }, (_, index) => calls([`c${index}`, "look", { to: `${index}` }]));
    const run = buildRun({ models: turns, tools: [tool], spec: { limits: { ...usualLimits, maxTurns: 5 } } });
    expect((await run.go()).end).toMatchObject({ type: "limit", limit: "turns" });
    expect(run.requests).toHaveLength(5);
  });

  it("ends when the same call gives the same answer again and again", async () => {
    const turns = Array.from({ length: 9 }, () => calls(["c", "look", {}]));
    const run = buildRun({ models: turns, tools: [tool] });
    expect((await run.go()).end).toMatchObject({ type: "limit", limit: "loop" });
    expect(run.requests).toHaveLength(4);
  });

  it("does not take it for a loop when the answers change", async () => {
    let count = 0;
    const counting = buildTool("look", async () => ({ parts: [{ type: "text", text: `${count++}` }] }));
    const run = buildRun({
      models: [...Array.from({ length: 9 }, () => calls(["c", "look", {}])), says("done")],
      tools: [counting],
    });
    expect((await run.go()).end).toEqual({ type: "done" });
  });

  it("ends where the money does, before anybody is asked", async () => {
    const run = buildRun({
      models: [says("never")],
      purse: { reserve: async () => ({ type: "no", message: "spent" }) },
    });
    expect((await run.go()).end).toEqual({ type: "limit", limit: "budget", message: "spent" });
    expect(run.requests).toEqual([]);
  });
});

describe("what cannot be kept", () => {
  it("ends the run: the journal is waited for, and nothing goes on without it", async () => {
    for (let broken = 1; broken <= 5; broken++) {
      const journal = async ({ seq }: { seq: number }) => {
        if (seq === broken) throw new Error("disk full");
      };
      const run = buildRun({ models: [says("hello")], journal });
      expect((await run.go()).end).toEqual({ type: "unkept", message: "disk full" });
      // What stands before the first question is kept with it, money and all, or nothing of it.
      expect(run.kept).toHaveLength(broken <= 2 ? 0 : broken - 1);
      // What was put aside for the model came back all the same.
      expect(run.settled).toHaveLength(broken <= 2 ? 0 : 1);
      if (broken <= 2) expect(run.requests).toEqual([]);
    }
  });

  it("is written down at once before a model is asked, and again when it has answered", async () => {
    const run = buildRun({ models: [says("hello")], spec: { taint: ["web"] } });
    const written: string[][] = [];
    const books: RunPorts["books"] = async (work) => {
      const before = run.kept.length;
      const value = await run.ports.books(work);
      written.push(run.types().slice(before));
      return value;
    };
    const state = newRun(run.spec);
    await drive(state, { ...run.ports, books }, { signal: run.stop.signal });
    expect(written).toEqual([["started", "tainted", "turn"], ["streamed"], ["message"], ["ended"]]);
    expect(run.settled).toHaveLength(1);
  });

  it("says nothing of a question that there was no money for", async () => {
    const reserve = async () => ({ type: "no", message: "spent" }) as const;
    const run = buildRun({ models: [says("hello")], purse: { reserve } });
    await run.go();
    expect(run.types()).toEqual(["started", "ended"]);
  });

  it("ends the run when money cannot be settled", async () => {
    const run = buildRun({
      models: [says("hello")],
      purse: {
        settle: async () => {
          throw new Error("no ledger");
        },
      },
    });
    expect((await run.go()).end).toEqual({ type: "unkept", message: "no ledger" });
  });
});

describe("a message from the parts of a stream", () => {
  it("keeps blocks apart, their signatures, and the order in which they began", () => {
    const message = messageOf([
      { type: "reasoning", block: "r", delta: "think" },
      { type: "text", block: "a", delta: "one " },
      { type: "tool-begin", id: "c", name: "look" },
      { type: "text", block: "b", delta: "two" },
      { type: "text", block: "a", delta: "more" },
      { type: "reasoning", block: "r", delta: "", provider: { anthropic: { signature: "s" } } },
      { type: "tool-end", id: "c", name: "look", input: "" },
      { type: "text", block: "empty", delta: "" },
    ]);
    expect(message.parts).toEqual([
      { type: "reasoning", text: "think", provider: { anthropic: { signature: "s" } } },
      { type: "text", text: "one more" },
      { type: "text", text: "two" },
      { type: "tool-call", id: "c", name: "look", input: {} },
    ]);
  });

  it("makes ids of calls different, and never one that every object has", () => {
    const ids = ["a", "a", "__proto__", "constructor", "", "fc|1", "x".repeat(999)];
    const message = messageOf(ids.map((id) => ({ type: "tool-end", id, name: `look ${id}`, input: "{" })));
    const calls = message.parts.filter((part) => part.type === "tool-call");
    expect(calls.map(({ id }) => id)).toEqual(["a", "a_2", "call", "call_2", "call_3", "fc_1", "x".repeat(60)]);
    for (const { name, input } of calls)
      expect([name, input]).toEqual([expect.stringMatching(/^[a-zA-Z0-9_-]{1,64}$/), null]);
  });

  it("has no half characters: providers refuse them", () => {
    expect(messageOf([{ type: "text", block: "0", delta: "a\ud800b" }]).parts).toEqual([
      { type: "text", text: "a\ufffdb" },
    ]);
  });
});
