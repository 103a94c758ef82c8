import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalPiece, LocalQuestion } from "@parley/agents";
import { silentLog } from "@parley/kernel";
import { expect, test } from "vitest";
import type { StartTalker } from "../../platform/processes/talker.ts";
import { FakeClock } from "../../testing/test-app.ts";
import { createLocalEngine, type LocalEngineDeps } from "./engine.ts";
import type { FromChild, ToChild } from "./protocol.ts";

interface ScriptedChild {
  readonly heard: ToChild[];
  killed: boolean;
  say(message: FromChild | object): void;
  end(how: string): void;
}

/** Children that load at once, unless `loads` says otherwise, and answer what the test lets them say. */
function setUp(over: Partial<LocalEngineDeps> = {}, loads: FromChild | null = { type: "loaded", contextTokens: 2048 }) {
  const clock = new FakeClock();
  const children: ScriptedChild[] = [];
  const start: StartTalker = (_spec, onMessage) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const child: ScriptedChild = { heard: [], killed: false, say: onMessage, end: resolve };
    children.push(child);
    return {
      ended: promise,
      send(message) {
        const order = message as ToChild;
        child.heard.push(order);
        if (order.type === "load" && loads !== null) onMessage(loads);
      },
      kill() {
        child.killed = true;
        resolve("was ended by SIGKILL");
      },
    };
  };
  const local = createLocalEngine({
    start,
    install: async () => "/engine/index.js",
    find: (model) => ({ file: `/models/${model}`, bytes: 1_000_000, stamp: model }),
    states: "/states",
    machine: { cores: 4, availableBytes: () => 1_000_000_000 },
    idleMs: 60_000,
    clock,
    log: silentLog,
    ...over,
  });
  const ask = (model = "tiny.gguf", more: Partial<LocalQuestion> = {}) => {
    const over = new AbortController();
    const pieces: LocalPiece[] = [];
    const question = { model, system: "s", turns: [{ role: "user" as const, text: "hi" }], maxTokens: 9, ...more };
    const done = (async () => {
      for await (const piece of local.engine.ask(question, over.signal)) if (piece.type !== "alive") pieces.push(piece);
    })();
    return { pieces, done, stop: () => over.abort() };
  };
  const asked = (child: number) => children[child]?.heard.filter((order) => order.type === "ask") ?? [];
  const answer = (child: number, text = "yes") => {
    const id = asked(child).at(-1)?.id ?? 0;
    children[child]?.say({ type: "text", id, delta: text });
    children[child]?.say({ type: "end", id, reason: "stop", inputTokens: 5, outputTokens: 1, keptTokens: 0 });
  };
  return { clock, children, local, ask, asked, answer };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test("a model is loaded with a core left free, answers, and is ended when nobody asks for a while", async () => {
  const { children, local, ask, answer, clock } = setUp();
  expect(local.state()).toEqual({ state: "none", model: null, message: null });
  const one = ask();
  await settled();
  expect(children[0]?.heard[0]).toMatchObject({
    type: "load",
    file: "/models/tiny.gguf",
    threads: 3,
    contextTokens: null,
  });
  expect(local.state()).toMatchObject({ state: "ready", model: "tiny.gguf" });
  answer(0);
  await one.done;
  expect(one.pieces).toEqual([
    { type: "text", delta: "yes" },
    { type: "end", reason: "stop", inputTokens: 5, outputTokens: 1 },
  ]);
  // A child that lives says so each second.
  for (let passed = 0; passed < 55_000; passed += 5_000) {
    children[0]?.say({ type: "beat", rss: 1 });
    await clock.pass(5_000);
  }
  expect(children[0]?.killed).toBe(false);
  await clock.pass(6_000);
  expect(children[0]?.killed).toBe(true);
  expect(local.state()).toEqual({ state: "none", model: null, message: null });
});

test("questions take turns; another model takes the place of the first", async () => {
  const { children, ask, asked, answer } = setUp();
  const [one, two, three] = [ask(), ask(), ask("other.gguf")];
  await settled();
  expect(asked(0)).toHaveLength(1);
  answer(0, "one");
  await one.done;
  await settled();
  answer(0, "two");
  await two.done;
  await settled();
  expect(children[0]?.killed).toBe(true);
  answer(1, "three");
  await three.done;
  expect([one, two, three].map(({ pieces }) => pieces[0])).toEqual(
    ["one", "two", "three"].map((delta) => ({ type: "text", delta })),
  );
});

test("more than sixteen do not wait", async () => {
  const { ask } = setUp();
  const all = Array.from({ length: 18 }, () => ask());
  await settled();
  expect(all[16]?.pieces).toEqual([]);
  expect(all[17]?.pieces).toMatchObject([{ type: "fault", fault: { kind: "rate_limit", retryable: true } }]);
});

test("a stop ends the stream at once, and the child is told; the next question waits until it has stopped", async () => {
  const { children, ask, asked, answer } = setUp();
  const one = ask();
  const two = ask();
  await settled();
  one.stop();
  await one.done;
  expect(children[0]?.heard.at(-1)).toEqual({ type: "stop" });
  expect(asked(0)).toHaveLength(1);
  answer(0, "too late");
  await settled();
  expect(asked(0)).toHaveLength(2);
  answer(0, "two");
  await two.done;
  expect(one.pieces).toEqual([]);
  expect(two.pieces[0]).toEqual({ type: "text", delta: "two" });
});

test("what does not stop is ended, and so is what gives no sign; the next question has a new child", async () => {
  const { children, ask, answer, clock } = setUp();
  const one = ask();
  const two = ask();
  await settled();
  one.stop();
  await one.done;
  await clock.pass(10_000);
  await settled();
  expect(children[0]?.killed).toBe(true);
  expect(children).toHaveLength(2);
  await clock.pass(31_000);
  await two.done;
  expect(two.pieces).toMatchObject([{ type: "fault", fault: { retryable: true } }]);
  expect(JSON.stringify(two.pieces)).toContain("gave no sign any more and was ended");
  const three = ask();
  await settled();
  answer(2);
  await three.done;
  expect(three.pieces[0]).toEqual({ type: "text", delta: "yes" });
});

test("a crash is told in words, and nothing is started before the next question", async () => {
  const { children, local, ask } = setUp();
  const one = ask();
  await settled();
  children[0]?.end("was ended by SIGSEGV");
  await one.done;
  const words = "The local model tiny.gguf did not run: was ended by SIGSEGV";
  expect(one.pieces).toEqual([{ type: "fault", fault: { kind: "unknown", message: words, retryable: true } }]);
  expect(local.state()).toEqual({ state: "failed", model: "tiny.gguf", message: words });
  await settled();
  expect(children).toHaveLength(1);
});

test("too much memory ends it, and too little does not even start it", async () => {
  const { children, ask } = setUp();
  const one = ask();
  await settled();
  children[0]?.say({ type: "beat", rss: 950_000_000 });
  await one.done;
  expect(JSON.stringify(one.pieces)).toContain("took more than 900 MB of memory");
  const small = setUp({ machine: { cores: 1, availableBytes: () => 1_000_000 } });
  const two = small.ask();
  await two.done;
  expect(JSON.stringify(two.pieces)).toContain("it needs 1 MB of memory, and 1 MB are free");
  expect(small.children).toHaveLength(0);
});

test("what cannot be loaded, installed or understood is a fault in words", async () => {
  const refused = setUp({}, { type: "unloadable", message: "unknown architecture" });
  const one = refused.ask();
  await one.done;
  expect(one.pieces).toMatchObject([{ fault: { message: expect.stringContaining("unknown architecture") } }]);
  expect(refused.children[0]?.killed).toBe(true);
  const absent = setUp({ install: () => Promise.reject(new Error("npm was not found.")) });
  const two = absent.ask();
  await two.done;
  expect(absent.local.state()).toMatchObject({
    state: "failed",
    message: expect.stringContaining("npm was not found."),
  });
  const odd = setUp();
  const three = odd.ask();
  await settled();
  odd.children[0]?.say({ type: "text", id: "x", delta: 7 });
  await three.done;
  expect(JSON.stringify(three.pieces)).toContain("nobody understands");
});

test("a child that loads is ended when the server stops, and whoever waits for it is told", async () => {
  const { children, local, ask } = setUp({}, null);
  const one = ask();
  await settled();
  expect([children.length, children[0]?.killed, local.state().state]).toEqual([1, false, "loading"]);
  local.close();
  expect(children[0]?.killed).toBe(true);
  await one.done;
  expect(one.pieces).toMatchObject([{ type: "fault", fault: { message: expect.stringContaining("is stopping") } }]);
});

test("what agents were told is forgotten after those who asked before, on disk and in the child's memory", async () => {
  const states = mkdtempSync(join(tmpdir(), "parley-states-"));
  const { children, local, ask, asked, answer } = setUp({ states });
  const file = join(states, "a.state");
  writeFileSync(file, "You know the tides.");
  const one = ask();
  const two = ask();
  await settled();
  local.forget();
  const three = ask();
  answer(0, "one");
  await one.done;
  await settled();
  expect([existsSync(file), children[0]?.killed]).toEqual([true, false]);
  answer(0, "two");
  await two.done;
  await settled();
  expect([existsSync(file), children[0]?.killed]).toEqual([false, true]);
  expect([asked(0).length, asked(1).length]).toEqual([2, 1]);
  answer(1, "three");
  await three.done;
  expect(three.pieces[0]).toEqual({ type: "text", delta: "three" });
  // With nobody asking, at once.
  await settled();
  mkdirSync(states, { recursive: true });
  writeFileSync(`${file}.new`, "You know the tides.");
  local.forget();
  expect([existsSync(states), children[1]?.killed]).toEqual([false, true]);
});

test("nothing runs on when the server stops", async () => {
  const { children, local, ask } = setUp();
  const one = ask();
  await settled();
  local.close();
  await settled();
  expect(children[0]?.killed).toBe(true);
  one.stop();
  await one.done;
  const two = ask();
  await two.done;
  expect(two.pieces).toMatchObject([{ type: "fault" }]);
  expect(children).toHaveLength(1);
});
