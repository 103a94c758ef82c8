import { describe, expect, it } from "vitest";
import { isEmojiOnly, splitLinks } from "./plain-text.ts";

const links = (text: string) => splitLinks(text).flatMap((piece) => (piece.type === "link" ? [piece.href] : []));

describe("addresses in plain text", () => {
  it("leaves the sentence's own marks outside", () => {
    expect(links("see https://a.example/x, and (https://b.example/y_(z)).")).toEqual([
      "https://a.example/x",
      "https://b.example/y_(z)",
    ]);
  });

  it("opens nothing but http and https", () => {
    expect(links("javascript:alert(1) ftp://a.example data:text/html,x")).toEqual([]);
  });

  it("gives back every character", () => {
    const text = "a https://x.example/?q=1&b=2! b";
    expect(
      splitLinks(text)
        .map((piece) => (piece.type === "link" ? piece.href : piece.text))
        .join(""),
    ).toBe(text);
  });
});

describe("bodies of emoji", () => {
  it("are one to five emoji and nothing else", () => {
    for (const text of ["👏", "👩‍👩‍👧‍👦 🔥", "🇺🇦", "👍🏽👍🏽👍🏽👍🏽👍🏽"]) expect(isEmojiOnly(text), text).toBe(true);
    for (const text of ["", "1", "#", "👏 well", "🔥🔥🔥🔥🔥🔥", "   "]) expect(isEmojiOnly(text), text).toBe(false);
  });
});
