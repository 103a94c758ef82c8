import { describe, expect, it } from "vitest";
import { learn } from "./learned-words.ts";
import { choose, fill, holesOf, pieces } from "./messages.ts";
import { speakerOf } from "./use-strings.ts";

const set = {
  en: { hello: "Hello {name}", kept: { one: "{n} message is kept.", other: "{n} messages are kept." } },
  es: {
    hello: "Hola, {name}",
    kept: { one: "{n} mensaje.", many: "{n} de mensajes.", other: "{n} mensajes." },
  },
} as const;

describe("messages", () => {
  it("fills holes and writes numbers as the language does", () => {
    expect(fill("{a} of {b}", "en", { a: 1, b: 18204 })).toBe("1 of 18,204");
    expect(fill("{a} de {b}", "es", { a: 1, b: 18204 })).toBe("1 de 18.204");
  });
  it("leaves a hole that nobody fills in sight", () => {
    expect(fill("Hello {name}", "en", {})).toBe("Hello {name}");
  });
  it("does not fill what was filled in", () => {
    expect(fill("{a}", "en", { a: "{b}", b: "no" })).toBe("{b}");
  });
  it("lets no name turn the sentence round", () => {
    expect(fill("{who} wrote to you", "en", { who: "\u202egpj.exe\u202c" })).toBe("gpj.exe wrote to you");
    expect(fill("{who} wrote", "en", { who: "\u05d3\u05e0\u05d4" })).toBe("\u2068\u05d3\u05e0\u05d4\u2069 wrote");
  });
  it("chooses the plural form of the language", () => {
    expect(choose(set.en.kept, "en", 1)).toContain("is kept");
    expect(choose(set.en.kept, "en", 0)).toContain("are kept");
    expect(choose(set.es.kept, "es", 1_000_000)).toContain("de mensajes");
  });
  it("names its holes and cuts at them", () => {
    expect(holesOf(set.en.kept)).toEqual(["n"]);
    expect(pieces("a {x} b")).toEqual([
      { text: "a ", name: "x" },
      { text: " b", name: null },
    ]);
  });
  it("speaks", () => {
    const t = speakerOf({ part: "here", en: set.en }, "en");
    expect(t("hello", { name: "Rosa" })).toBe("Hello Rosa");
    expect(t("kept", { n: 2 })).toBe("2 messages are kept.");
    learn("es", { here: set.es });
    expect(speakerOf({ part: "here", en: set.en }, "es")("hello", { name: "Rosa" })).toBe("Hola, Rosa");
  });
});
