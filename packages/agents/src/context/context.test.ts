import { describe, expect, it } from "vitest";
import { callsOf, type Message, textOf } from "../contract/messages.ts";
import { createDice } from "../testing/random.ts";
import { buildContext } from "./build-context.ts";
import { mendHistory } from "./mend-history.ts";
import { estimateTokens, messageSize } from "./tokens.ts";

const user = (text: string): Message => ({ role: "user", parts: [{ type: "text", text }] });
const said = (text: string): Message => ({ role: "assistant", parts: [{ type: "text", text }] });
const call = (...ids: string[]): Message => ({
  role: "assistant",
  parts: ids.map((id) => ({ type: "tool-call", id, name: "read", input: { path: id } })),
});
const answers = (text: string, ...ids: string[]): Message => ({
  role: "tool",
  results: ids.map((callId) => ({
    callId,
    name: "read",
    parts: [{ type: "text", text }],
    outcome: "ok",
    origin: "own",
  })),
});
const size = (messages: readonly Message[]) => messages.reduce((sum, message) => sum + messageSize(message), 0);

/** What every provider demands. */
function expectWhole(messages: readonly Message[]): void {
  for (const [index, message] of messages.entries()) {
    const next = messages[index + 1];
    const calls = callsOf(message).map((made) => made.id);
    if (calls.length > 0) expect(next?.role === "tool" && next.results.map((result) => result.callId)).toEqual(calls);
    if (message.role === "tool") expect(callsOf(messages[index - 1] ?? user("")).length).toBeGreaterThan(0);
    else expect(message.parts.length).toBeGreaterThan(0);
  }
}

describe("the context of a turn", () => {
  it("is the history where there is room", () => {
    const history = [user("hi"), said("hello"), user("bye")];
    expect(buildContext(history, 1_000)).toEqual({ messages: history, leftOut: 0, shortened: 0, note: "", fits: true });
  });

  it("gives up the middle of old answers first", () => {
    const history = [user("read it"), call("a"), answers("x".repeat(30_000), "a"), said("done"), user("thanks")];
    const context = buildContext(history, 2_000);
    expect([context.leftOut, context.shortened, context.note, context.fits]).toEqual([0, 1, "", true]);
    expect(textOf(context.messages[2] ?? user(""))).toMatch(/^x+\n\[… 28\d\d\d characters left out …\]\nx+$/);
  });

  it("then leaves out the oldest, and says how many and what was asked in them", () => {
    const history = Array.from({ length: 60 }, (_, index) =>
      index % 2 === 0 ? user(`question ${index} ${"why ".repeat(60)}`) : said(`answer ${index} ${"so ".repeat(60)}`),
    );
    const context = buildContext(history, 2_000);
    expect(context.fits).toBe(true);
    expect(context.leftOut).toBe(60 - (context.messages.length - 1));
    expect(context.note).toContain(`[${context.leftOut} earlier messages`);
    expect(context.note).toContain("- question 0 ");
    expect(context.messages[0]).toEqual(user(context.note));
    expect(context.messages.at(-1)).toEqual(history.at(-1));
  });

  it("puts in the place of what goes what somebody wrote about it", () => {
    const history = [user("a ".repeat(3_000)), said("b ".repeat(3_000)), user("and now?")];
    const context = buildContext(history, 900, "They spoke of a and b.");
    expect(context.note).toMatch(/^\[2 earlier messages .*\]\nThey spoke of a and b\.$/);
  });

  it("squeezes the last exchange where it alone is too long, and says where even that does not help", () => {
    const history = [user("go"), call("a", "b"), answers("y".repeat(50_000), "a", "b")];
    const context = buildContext(history, 1_500);
    expect(context.fits).toBe(true);
    expectWhole(context.messages);
    expect(buildContext([user("go"), said("z".repeat(50_000))], 500).fits).toBe(false);
  });

  it("is whole and within its budget for any history", () => {
    const next = createDice(11);
    for (let round = 0; round < 400; round++) {
      const history = Array.from({ length: next(25) }, (_, index): Message => {
        const text = "w".repeat(next(3) === 0 ? next(9_000) : next(80));
        const ids = Array.from({ length: next(3) }, (_unused, at) => `${index}-${at}`);
        const made = [
          user(text),
          said(text),
          call(...ids),
          answers(text, ...ids, "nobody's"),
          answers(text, `${index - 1}-0`),
        ];
        return made[next(made.length)] ?? user(text);
      });
      const budget = 200 + next(4_000);
      const context = buildContext(history, budget);
      expectWhole(context.messages);
      if (context.fits) expect(size(context.messages)).toBeLessThanOrEqual(budget);
      else expect(context.messages.length).toBeLessThanOrEqual(3);
      const rest = context.messages.length - (context.note === "" ? 0 : 1);
      expect(rest + context.leftOut).toBe(mendHistory(history).length);
    }
  });
});

describe("a history after a crash", () => {
  it("has an answer to every call, and none without one", () => {
    const mended = mendHistory([answers("late", "x"), user("go"), call("a", "b"), answers("one", "a"), said("")]);
    expectWhole(mended);
    const last = mended[2];
    expect(last?.role === "tool" && last.results.map((result) => result.outcome)).toEqual(["ok", "unknown"]);
  });
});

describe("the size of a text", () => {
  it("is rather too large than too small", () => {
    expect(estimateTokens("The quick brown fox jumps over the lazy dog.")).toBeGreaterThanOrEqual(10);
    expect(estimateTokens("今日は天気がいいですね")).toBeGreaterThanOrEqual(8);
    expect(estimateTokens("")).toBe(0);
  });
});
