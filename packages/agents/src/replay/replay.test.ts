import { systemClock } from "@parley/kernel";
import { describe, expect, it } from "vitest";
import type { KeptEvent } from "../contract/run-events.ts";
import { answer, buildRun, buildTool, calls, fails, hangs, nextTask, says, turning } from "../testing/fake-run.ts";
import { replayRun } from "./replay-run.ts";

const page = buildTool("page", async () => answer("a page", "web"), { brings: "web" });
const send = buildTool("send", async () => answer("sent"), { changes: "outside", target: "to" });
const find = buildTool("find_tools", async () => ({ ...answer("found"), offers: ["more"] }));
const tools = [page, send, find, buildTool("more")];

const again = (run: ReturnType<typeof buildRun>, events: readonly KeptEvent[] = run.kept) =>
  replayRun({ spec: run.spec, events: JSON.parse(JSON.stringify(events)), tools: run.ports.tools }, systemClock);

describe("a kept run", () => {
  it("plays again as it was: retries, fail-over, found tools, questions, answers", async () => {
    const run = buildRun({
      models: {
        one: [
          fails({ retryAfterMs: 3_000 }),
          calls(["a", "page", {}], ["b", "find_tools", {}]),
          fails({ kind: "auth", retryable: false }),
        ],
        two: [
          calls(["a", "send", { to: "eve" }], ["b", "more", {}]),
          calls(["a", "send", "{broken"], ["z", "gone", {}]),
          says("done"),
        ],
      },
      tools,
      spec: { offered: ["page", "send", "find_tools"] },
    });
    const parked = await turning(run.clock, run.go());
    expect(parked.phase).toBe("parked");
    const state = await turning(run.clock, run.go(parked, { a: false }));
    expect(state.end).toEqual({ type: "done" });
    const replayed = await again(run);
    expect(replayed.differsAt).toBeUndefined();
    expect(replayed.events).toHaveLength(run.kept.length);
  });

  it("plays again to its end when it was stopped, in the middle of a stream or of a tool", async () => {
    const stream = buildRun({ models: [hangs] });
    const going = stream.go();
    await nextTask();
    stream.stop.abort();
    await going;
    expect((await again(stream)).differsAt).toBeUndefined();

    const stuck = buildTool("send", () => new Promise(() => {}), { changes: "outside" });
    const tool = buildRun({ models: [calls(["a", "send", {}])], tools: [stuck] });
    const running = tool.go();
    await nextTask();
    tool.stop.abort();
    await running;
    expect((await again(tool)).differsAt).toBeUndefined();
  });

  it("plays again with its limits: time, money, loops", async () => {
    const late = buildRun({ models: [hangs] });
    await turning(late.clock, late.go(), 30_000);
    expect((await again(late)).differsAt).toBeUndefined();
    const poor = buildRun({ models: [says("x")], purse: { reserve: async () => ({ type: "no", message: "spent" }) } });
    await poor.go();
    expect(poor.types()).toEqual(["started", "ended"]);
    expect((await again(poor)).differsAt).toBeUndefined();
    const loop = buildRun({ models: Array.from({ length: 9 }, () => calls(["c", "page", {}])), tools });
    await loop.go();
    expect((await again(loop)).differsAt).toBeUndefined();
  });

  it("is found out where it was changed", async () => {
    const run = buildRun({ models: [calls(["a", "page", {}]), says("done")], tools });
    await run.go();
    for (const [index, kept] of run.kept.entries()) {
      if (kept.event.type !== "tool-ended" && kept.event.type !== "message") continue;
      const changed = run.kept.map((other) => structuredClone(other));
      const text = JSON.stringify(kept)
        .replace(/a page|done/, "something else")
        .replace('"name":"page"', '"name":"send"');
      changed[index] = JSON.parse(text);
      const replayed = await again(run, changed);
      // The tool's answer is taken from the record: there, what follows tells.
      if (kept.event.type === "message") expect(replayed.differsAt).toBe(index + 1);
    }
  });
});
