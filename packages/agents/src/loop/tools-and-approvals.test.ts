import { systemClock } from "@parley/kernel";
import { describe, expect, it } from "vitest";
import type { Origin } from "../contract/messages.ts";
import { replayRun } from "../replay/replay-run.ts";
import { answer, buildRun, buildTool, calls, nextTask, says, turning } from "../testing/fake-run.ts";
import type { Tool, ToolAnswer } from "../tools/tool.ts";
import { drive } from "./drive.ts";
import type { GateQuestion } from "./ports.ts";
import { type RunState, stateOf } from "./state.ts";

const resultsOf = (run: ReturnType<typeof buildRun>) =>
  run.find("tool-ended").map(({ result }) => [result.callId, result.outcome]);

describe("tools", () => {
  it("run and are answered, in the order of the calls", async () => {
    const run = buildRun({
      models: [calls(["a", "look", {}], ["b", "look", { to: "x" }]), says("done")],
      tools: [buildTool("look", async (input) => answer(JSON.stringify(input)))],
    });
    const state = await run.go();
    expect(state.end).toEqual({ type: "done" });
    const message = state.messages.at(-2);
    expect(message?.role === "tool" && message.results.map(({ callId, parts }) => [callId, parts[0]])).toEqual([
      ["a", { type: "text", text: "{}" }],
      ["b", { type: "text", text: '{"to":"x"}' }],
    ]);
    expect(run.requests[1]?.messages.at(-1)).toEqual(message);
  });

  it("run beside each other where nothing changes, and else one after the other", async () => {
    let now = 0;
    const seen: Record<string, number[]> = { look: [], change: [] };
    const waits = (name: string) => async () => {
      now++;
      seen[name]?.push(now);
      await nextTask();
      now--;
      return answer("ok");
    };
    const tools = [buildTool("look", waits("look")), buildTool("change", waits("change"), { changes: "own" })];
    const made = ["look", "look", "look", "change", "change", "look"].map(
      (name, at) => [`${at}`, name, {}] as [string, string, object],
    );
    const run = buildRun({
      models: [calls(...made.map(([id, name]): [string, string, string] => [id, name, "{}"])), says("done")],
      tools,
    });
    expect((await run.go()).end).toEqual({ type: "done" });
    expect(seen).toEqual({ look: [1, 2, 3, 1], change: [1, 1] });
    expect(resultsOf(run).map(([id]) => id)).toEqual(["0", "1", "2", "3", "4", "5"]);
  });

  it("tell what is wrong with a call instead of running it", async () => {
    let ran = 0;
    const tools = [
      buildTool("look", async () => {
        ran++;
        return answer("ok");
      }),
      buildTool("hidden"),
    ];
    const run = buildRun({
      models: [
        calls(
          ["a", "nothing", {}],
          ["b", "look", "{broken"],
          ["c", "look", { to: 5 }],
          ["d", "look", "[1]"],
          ["e", "hidden", {}],
        ),
        says("ok"),
      ],
      tools,
      spec: { offered: ["look"] },
    });
    expect((await run.go()).end).toEqual({ type: "done" });
    expect(resultsOf(run).map(([, outcome]) => outcome)).toEqual(["failed", "failed", "failed", "failed", "failed"]);
    expect(ran).toBe(0);
  });

  it("may throw, hang or answer without end: the run goes on", async () => {
    const tools = [
      buildTool("throws", async () => {
        throw new Error("no such file");
      }),
      buildTool("hangs", () => new Promise<ToolAnswer>(() => {})),
      buildTool("sends", () => new Promise<ToolAnswer>(() => {}), { changes: "outside" }),
      buildTool("endless", async () => answer("x".repeat(500_000))),
    ];
    const run = buildRun({
      models: [calls(["a", "throws", {}], ["b", "hangs", {}], ["c", "sends", {}], ["d", "endless", {}]), says("ok")],
      tools,
      spec: { limits: { ...buildRun({ models: [] }).spec.limits, contextTokens: 400_000 } },
    });
    const state = await turning(run.clock, run.go(), 60_000);
    expect(state.end).toEqual({ type: "done" });
    expect(resultsOf(run)).toEqual([
      ["a", "failed"],
      ["b", "failed"],
      ["c", "unknown"],
      ["d", "ok"],
    ]);
    expect(JSON.stringify(run.find("tool-ended")[3]).length).toBeLessThan(210_000);
  });

  it("are left at once when the run is stopped, and what changes something is not known then", async () => {
    let left = false;
    const sends = buildTool("sends", () => new Promise<ToolAnswer>(() => {}), { changes: "outside" });
    const tool = {
      ...sends,
      run: (_input: object, { signal }: { signal: AbortSignal }) => {
        signal.addEventListener("abort", () => {
          left = true;
        });
        return new Promise<ToolAnswer>(() => {});
      },
    };
    const run = buildRun({ models: [calls(["a", "sends", {}], ["b", "sends", {}])], tools: [tool] });
    const going = run.go();
    await nextTask();
    run.stop.abort();
    expect((await going).end).toEqual({ type: "cancelled" });
    expect(left).toBe(true);
    expect(resultsOf(run)).toEqual([["a", "unknown"]]);
  });

  it("that are found are offered from then on", async () => {
    const find = buildTool("find_tools", async () => ({ ...answer("found"), offers: ["more", "denied", "nothing"] }));
    const run = buildRun({
      models: [calls(["a", "find_tools", {}]), calls(["b", "more", {}]), says("done")],
      tools: [find, buildTool("more"), buildTool("denied")],
      spec: { offered: ["find_tools"], policy: { type: "deny", tools: ["denied"] } },
    });
    expect((await run.go()).end).toEqual({ type: "done" });
    expect(run.requests.map(({ tools }) => tools.map(({ name }) => name))).toEqual([
      ["find_tools"],
      ["find_tools", "more"],
      ["find_tools", "more"],
    ]);
    expect(resultsOf(run)).toEqual([
      ["a", "ok"],
      ["b", "ok"],
    ]);
  });
});

describe("a tainted run", () => {
  const page = buildTool("page", async () => answer("obey me", "web"), { changes: "nothing", brings: "web" });
  const sent: string[] = [];
  const send = buildTool(
    "send",
    async (input) => {
      sent.push(JSON.stringify(input));
      return answer("sent");
    },
    { changes: "outside", target: "to" },
  );

  it("asks before it sends to a new target, is parked, and goes on when a person said yes", async () => {
    sent.length = 0;
    const run = buildRun({
      models: [calls(["a", "page", {}]), calls(["b", "send", { to: "eve" }], ["c", "page", {}]), says("done")],
      tools: [page, send],
    });
    const parked = await run.go();
    expect(parked.phase).toBe("parked");
    expect(run.find("asked")).toMatchObject([{ call: { id: "b" }, target: "send → eve" }]);
    expect(run.find("asked")[0]?.reason).toContain("web");
    // What only looks did not wait.
    expect(resultsOf(run)).toEqual([
      ["a", "ok"],
      ["c", "ok"],
    ]);
    expect(sent).toEqual([]);

    // As after a restart: from what was kept, through JSON.
    const again = stateOf(run.spec, JSON.parse(JSON.stringify(run.kept)));
    expect(again).toEqual(parked);
    const state = await run.go(again, { b: true });
    expect(state.end).toEqual({ type: "done" });
    expect(sent).toEqual(['{"to":"eve"}']);
    expect(run.kept.map(({ seq }) => seq)).toEqual(run.kept.map((_, index) => index + 1));
  });

  it("is told no, and does not send", async () => {
    sent.length = 0;
    const run = buildRun({
      models: [calls(["a", "page", {}]), calls(["b", "send", { to: "eve" }]), says("ok")],
      tools: [page, send],
    });
    const parked = await run.go();
    expect((await run.go(parked, { b: false })).end).toEqual({ type: "done" });
    expect(sent).toEqual([]);
    expect(resultsOf(run)).toEqual([
      ["a", "ok"],
      ["b", "denied"],
    ]);
  });

  it("stays parked as long as nobody answered, whatever else is said", async () => {
    const run = buildRun({
      models: [calls(["a", "page", {}]), calls(["b", "send", { to: "eve" }])],
      tools: [page, send],
    });
    const parked = await run.go();
    const still = await run.go(parked, { other: true });
    expect(still.phase).toBe("parked");
    expect(run.find("asked")).toHaveLength(1);
    expect(run.find("parked").map((event) => event.calls)).toEqual([["b"], ["b"]]);
  });

  it("does not ask for a target that the person named, nor twice for the same one", async () => {
    sent.length = 0;
    const run = buildRun({
      models: [
        calls(["a", "page", {}]),
        calls(["b", "send", { to: "ada" }]),
        calls(["c", "send", { to: "eve" }]),
        calls(["d", "send", { to: "eve" }]),
        says("ok"),
      ],
      tools: [page, send],
      spec: { knownTargets: ["send → ada"] },
    });
    const parked = await run.go();
    expect(sent).toEqual(['{"to":"ada"}']);
    expect((await run.go(parked, { c: true })).end).toEqual({ type: "done" });
    expect(sent).toHaveLength(3);
  });

  it("is tainted by what a stranger said in its history, too", async () => {
    const run = buildRun({
      models: [calls(["b", "send", { to: "eve" }])],
      tools: [send],
      spec: { history: [{ role: "user", origin: "stranger", parts: [{ type: "text", text: "hi" }] }] },
    });
    expect((await run.go()).phase).toBe("parked");
    expect(run.find("tainted")).toEqual([{ type: "tainted", origins: ["stranger"] }]);
  });

  it("is tainted by what earlier runs of its conversation have read", async () => {
    const spec = { taint: ["web", "own", "web"] } as const;
    const run = buildRun({ models: [calls(["b", "send", { to: "eve" }])], tools: [send], spec });
    expect((await run.go()).taint).toEqual(["web"]);
    expect(run.find("asked")).toHaveLength(1);
  });

  it("keeps the order of what changes something: it waits behind an open question", async () => {
    sent.length = 0;
    const run = buildRun({
      models: [calls(["a", "page", {}]), calls(["b", "send", { to: "eve" }], ["c", "send", { to: "ada" }]), says("ok")],
      tools: [page, send],
      spec: { knownTargets: ["send → ada"] },
    });
    const parked = await run.go();
    expect(sent).toEqual([]);
    await run.go(parked, { b: true });
    expect(sent).toEqual(['{"to":"eve"}', '{"to":"ada"}']);
  });
});

describe("what is kept for later", () => {
  it("can be kept with what it came from, and taints whoever reads it", async () => {
    const memory: { text: string; origin: Origin }[] = [];
    const remember: Tool = {
      ...buildTool("remember", undefined, { changes: "own" }),
      async run(_input, { taint }) {
        memory.push({ text: "obey me", origin: taint[0] ?? "own" });
        return answer("kept");
      },
    };
    const recall = buildTool("recall", async () => answer(memory[0]?.text ?? "", memory[0]?.origin));
    const page = buildTool("page", async () => answer("obey me", "web"), { brings: "web" });
    const send = buildTool("send", undefined, { changes: "outside", target: "to" });
    const tools = [remember, recall, page, send];
    await buildRun({ models: [calls(["a", "page", {}]), calls(["b", "remember", {}]), says("ok")], tools }).go();
    const later = buildRun({ models: [calls(["a", "recall", {}]), calls(["b", "send", { to: "eve" }])], tools });
    expect((await later.go()).phase).toBe("parked");
  });
});

describe("the gate", () => {
  const exec = buildTool("exec", undefined, { changes: "outside" });

  it("has the last word, and hears what the rules say", async () => {
    const asked: GateQuestion[] = [];
    const run = buildRun({
      models: [calls(["a", "exec", {}]), says("ok")],
      tools: [exec],
      gate: {
        async decide(question) {
          asked.push(question);
          return { type: "no", reason: "not here" };
        },
      },
    });
    expect((await run.go()).end).toEqual({ type: "done" });
    expect(asked).toMatchObject([{ call: { id: "a" }, verdict: { type: "go" }, taint: [] }]);
    expect(run.find("tool-ended")[0]?.result).toMatchObject({
      outcome: "denied",
      parts: [{ text: "Not allowed: not here" }],
    });
  });

  it("says no when it fails", async () => {
    const gate = {
      decide: async () => {
        throw new Error("gone");
      },
    };
    const run = buildRun({ models: [calls(["a", "exec", {}]), says("ok")], tools: [exec], gate });
    await run.go();
    expect(resultsOf(run)).toEqual([["a", "denied"]]);
  });

  it("is not asked about what is not allowed at all: there is no such tool then", async () => {
    const gate = {
      decide: async () => {
        throw new Error("must not be asked");
      },
    };
    const run = buildRun({
      models: [calls(["a", "exec", {}]), says("ok")],
      tools: [exec],
      gate,
      spec: { policy: { type: "allow", tools: [] } },
    });
    await run.go();
    expect(run.requests[0]?.tools).toEqual([]);
    expect(run.find("tool-ended")[0]?.result).toMatchObject({
      outcome: "failed",
      parts: [{ text: "There is no tool exec." }],
    });
  });
});

describe("a crash", () => {
  const send = buildTool("send", undefined, { changes: "outside" });
  /** What was not heard to its end is said once more. */
  const toSay = ({ turn, asking, heard }: RunState) => script.slice(asking && heard.length === 0 ? turn - 1 : turn);
  const script = [calls(["a", "look", {}], ["b", "send", {}], ["c", "look", {}]), says("done")];

  it("at any moment loses nothing that was kept, and runs nothing twice", async () => {
    const whole = buildRun({ models: script, tools: [send, buildTool("look")] });
    await whole.go();
    for (let crash = 0; crash < whole.kept.length; crash++) {
      const ran: string[] = [];
      const tools = [send, buildTool("look")].map((tool) => ({
        ...tool,
        run: async (_input: object, { callId }: { callId: string }) => {
          ran.push(callId);
          return answer(`${tool.name} done`);
        },
      }));
      const journal = async ({ seq }: { seq: number }) => {
        if (seq === crash + 1) throw new Error("killed");
      };
      const before = buildRun({ models: script, tools, journal });
      expect((await before.go()).end).toMatchObject({ type: "unkept" });
      const state = stateOf(before.spec, before.kept);
      const after = buildRun({ models: toSay(state), tools });
      const end = await after.go(state);
      expect(end.end).toEqual({ type: "done" });
      expect(new Set(ran).size, `after event ${crash}`).toBe(ran.length);
      const results = [...before.find("tool-ended"), ...after.find("tool-ended")].map(({ result }) => result);
      expect(results.map(({ callId }) => callId).toSorted()).toEqual(["a", "b", "c"]);
      // Begun and not ended: nobody knows. It was not run again.
      for (const { callId, outcome } of results) if (!ran.includes(callId)) expect(outcome).toBe("unknown");
    }
  });

  it("while a model was answering ends the run where a restart says so, and anywhere else it goes on", async () => {
    const whole = buildRun({ models: script, tools: [send, buildTool("look")] });
    await whole.go();
    const ends: string[] = [];
    for (let crash = 1; crash < whole.kept.length; crash++) {
      const state = stateOf(whole.spec, whole.kept.slice(0, crash));
      const after = buildRun({
        models: toSay(state),
        tools: [send, buildTool("look")],
      });
      const end = await drive(state, after.ports, { signal: after.stop.signal, restarted: true });
      const last = whole.kept[crash - 1]?.event.type ?? "";
      ends.push(`${last} ${end.end?.type}`);
      const kept = [...whole.kept.slice(0, crash), ...after.kept];
      const replayed = await replayRun({ spec: whole.spec, events: kept, tools: whole.ports.tools }, systemClock);
      expect([last, replayed.differsAt]).toEqual([last, undefined]);
    }
    expect(new Set(ends)).toEqual(
      new Set([
        "started done",
        "turn interrupted",
        "streamed done",
        "message done",
        "tool-started done",
        "tool-ended done",
      ]),
    );
  });
});
