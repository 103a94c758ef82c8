import { describe, expect, it } from "vitest";
import { parseJson } from "./json.ts";
import { callsOf, type Message, textOf } from "./messages.ts";

describe("JSON from a model", () => {
  it("is read up to 64 levels, and no further", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(parseJson(nested(64))).toBeDefined();
    expect(parseJson(nested(65))).toBeUndefined();
    expect(parseJson(nested(400_000))).toBeUndefined();
  });

  it("does not count brackets in strings, escaped quotes included", () => {
    const value = { "text": `${"[{".repeat(200)}"\\` };
    expect(parseJson(JSON.stringify(value))).toEqual(value);
  });

  it("is nothing where it is broken, too long or empty", () => {
    for (const text of ["", "{", '{"a":}', "undefined", "NaN", "{'a':1}"]) expect(parseJson(text)).toBeUndefined();
    expect(parseJson('"12345"', 6)).toBeUndefined();
    expect(parseJson('"1234"', 6)).toBe("1234");
    expect(parseJson('{"a":["\\ud800"]}')).toEqual({ a: ["\ufffd"] });
  });
});

describe("messages", () => {
  it("give their text and calls, without what was thought", () => {
    const message: Message = {
      role: "assistant",
      parts: [
        { type: "reasoning", text: "hm" },
        { type: "text", text: "It is " },
        { type: "tool-call", id: "c1", name: "current_time", input: {} },
        { type: "text", text: "late" },
      ],
    };
    expect(textOf(message)).toBe("It is late");
    expect(callsOf(message).map((call) => call.id)).toEqual(["c1"]);
    expect(callsOf({ role: "user", parts: [] })).toEqual([]);
  });
});
