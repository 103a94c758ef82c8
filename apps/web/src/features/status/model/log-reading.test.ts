import { AppError, createScope, type Scope } from "@parley/kernel";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFakeParley, type FakeParley } from "../../../shared/testing/fake-world.tsx";
import { findLines, readLine, textOfLine } from "./log-lines.ts";
import { createLogReading, type LogReading } from "./log-reading.ts";

const line = (message: string, more: object = {}) =>
  JSON.stringify({ time: "2026-05-14T14:00:00.000Z", level: "info", message, ...more });
const piece = (cursor: number, lines: readonly string[], more: object = {}) => ({
  file: "logs/server.log",
  cursor,
  size: cursor,
  lines,
  ...more,
});

let parley: FakeParley;
let scope: Scope;
let reading: LogReading;
let waits: { readonly ms: number; readonly go: () => void } | null;

beforeEach(() => {
  parley = createFakeParley();
  scope = createScope();
  waits = null;
  const clock = {
    now: () => 0,
    after(ms: number, go: () => void) {
      const mine = { ms, go };
      waits = mine;
      return () => {
        if (waits === mine) waits = null;
      };
    },
  };
  reading = createLogReading({ parley, clock, scope });
});
afterEach(() => scope.end());

const shown = () => reading.view.peek().lines.map(({ message }) => message);
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
async function next(): Promise<void> {
  waits?.go();
  await settled();
}
const asked = () => parley.calls.map(({ params }) => params);

describe("the log as it grows", () => {
  it("goes on from where it was read to, and says where something is missing", async () => {
    const answers = [
      // Of the first piece it is no news that there was something before.
      piece(10, [line("one"), line("two")], { truncated: true }),
      piece(20, [line("three")]),
      piece(90, [line("ninety")], { truncated: true }),
      piece(5, [line("fresh file")], { reset: true }),
    ];
    parley.answers["logs.tail"] = () => answers.shift() ?? piece(5, []);
    expect(reading.view.peek().state).toBe("loading");
    await reading.load();
    expect([shown(), reading.view.peek().state]).toEqual([["one", "two"], "ready"]);
    for (let step = 0; step < 4; step++) await next();
    expect(shown()).toEqual(["one", "two", "three", "ninety", "fresh file"]);
    expect(
      reading.view
        .peek()
        .lines.filter(({ gap }) => gap)
        .map(({ message }) => message),
    ).toEqual(["ninety"]);
    expect(asked()).toEqual([
      { limit: 500 },
      { cursor: 10, limit: 1000 },
      { cursor: 20, limit: 1000 },
      { cursor: 90, limit: 1000 },
      { cursor: 5, limit: 1000 },
    ]);
    expect(new Set(reading.view.peek().lines.map(({ id }) => id)).size).toBe(5);
  });

  it("keeps what it has while the server does not answer, and tries again", async () => {
    parley.answers["logs.tail"] = () => piece(1, [line("kept")]);
    await reading.load();
    parley.answers["logs.tail"] = () => {
      throw new AppError("UNREACHABLE", "gone", { retryable: true });
    };
    await next();
    expect(shown()).toEqual(["kept"]);
    expect(reading.view.peek()).toMatchObject({ state: "ready", error: { code: "UNREACHABLE" } });
    parley.answers["logs.tail"] = () => piece(2, [line("back")]);
    await next();
    expect([shown(), reading.view.peek().error]).toEqual([["kept", "back"], null]);
  });

  it("asks for nothing while it is paused, nor after its end", async () => {
    parley.answers["logs.tail"] = () => piece(1, []);
    await reading.load();
    reading.pause(true);
    expect(waits).toBeNull();
    await settled();
    expect(asked()).toHaveLength(1);
    reading.pause(false);
    await settled();
    expect(asked()).toHaveLength(2);
    expect(waits).not.toBeNull();
    scope.end();
    expect(waits).toBeNull();
    await reading.load();
    expect(asked()).toHaveLength(2);
  });

  it("stays paused where the answer came after it was paused", async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    parley.answers["logs.tail"] = () => promise;
    const going = reading.load();
    reading.pause(true);
    resolve(piece(3, [line("late")]));
    await going;
    expect([shown(), waits]).toEqual([["late"], null]);
  });

  it("holds a thousand lines, the newest", async () => {
    parley.answers["logs.tail"] = () =>
      piece(
        1,
        Array.from({ length: 700 }, (_, at) => line(`a${at}`)),
      );
    await reading.load();
    parley.answers["logs.tail"] = () =>
      piece(
        2,
        Array.from({ length: 700 }, (_, at) => line(`b${at}`)),
      );
    await next();
    expect([shown().length, shown()[0], shown().at(-1)]).toEqual([1000, "a400", "b699"]);
  });
});

describe("a line", () => {
  it.each([
    [line("hello", { part: "sfu", n: 2 }), "info", "hello", "part=sfu n=2"],
    ["no JSON at all", null, "no JSON at all", ""],
    ['"text"', null, '"text"', ""],
    ["[1]", null, "[1]", ""],
    ['{"level":"odd","message":"m","time":"x"}', null, "m", ""],
    ['{"message":{}}', null, '{"message":{}}', ""],
  ])("%s", (text, level, message, more) => {
    expect(readLine(text, 1, false)).toMatchObject({ level, message, more });
  });

  it("is found by level and by all words, and copied with what it says", () => {
    const lines = [
      readLine('{"level":"debug","message":"small talk"}', 1, false),
      readLine(line("Slow answer", { part: "SFU", lastError: null }), 2, false),
      readLine('{"level":"error","message":"broken"}', 3, false),
      readLine("a stranger's line", 4, false),
    ];
    const ids = (...asked: [Parameters<typeof findLines>[1], string]) => findLines(lines, ...asked).map(({ id }) => id);
    expect(ids("debug", "")).toEqual([1, 2, 3, 4]);
    expect(ids("info", "")).toEqual([2, 3, 4]);
    expect(ids("error", "")).toEqual([3, 4]);
    expect(ids("debug", " sfu  SLOW ")).toEqual([2]);
    expect(ids("warn", "slow")).toEqual([]);
    expect(lines.slice(1).map(textOfLine)).toEqual([
      "2026-05-14T14:00:00.000Z INFO  Slow answer part=SFU",
      "ERROR broken",
      "a stranger's line",
    ]);
  });
});
