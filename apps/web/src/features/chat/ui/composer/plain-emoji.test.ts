import { describe, expect, it } from "vitest";
import type { Codes } from "../../model/typed-emoji.ts";
import { takeEmoji, takeEnding } from "./plain-emoji.ts";

const codes: Codes = { of: (code) => (code === "tada" ? "🎉" : null), load: () => null };

/** The text once `added` has come in before `rest`. */
function after(was: string, added: string, rest = ""): string {
  const now = was + added + rest;
  const found = takeEmoji(was + rest, now, was.length + added.length, codes);
  return found === null ? now : now.slice(0, found.from) + found.words + now.slice(found.to);
}

describe("emoticons and codes in a plain field", () => {
  it.each([
    ["hi :tada", ":", "", "hi 🎉"],
    ["hi :)", " ", "", "hi 🙂 "],
    ["hi :)", " ", "there", "hi 🙂 there"],
    ["", "so :tada: and <3 :) x:)", "", "so 🎉 and ❤️ 🙂 x:)"],
    ["a ", ":tada:", " b", "a 🎉 b"],
    ["`:tada", ":", "", "`:tada:"],
    ["```\n:)", " ", "", "```\n:) "],
    ["see `x", ":tada:` :tada:", "", "see `x:tada:` 🎉"],
    ["\\:tada", ":", "", "\\:tada:"],
    ["at 10:30", ":", "", "at 10:30:"],
    ["http:", "/", "", "http:/"],
  ])("%j and %j before %j", (was, added, rest, expected) => {
    expect(after(was, added, rest)).toBe(expected);
  });

  it("leaves what was there before alone, and what is taken away", () => {
    expect(after(":tada: ", "xy")).toBe(":tada: xy");
    expect(takeEmoji(":tada: ", ":tada:", 6, codes)).toBeNull();
  });

  it("takes an emoticon at the end without a space", () => {
    expect(takeEnding("well :) ")).toEqual({ from: 5, to: 7, words: "🙂" });
    expect(takeEnding("`:)")).toBeNull();
    expect(takeEnding("well")).toBeNull();
  });
});
