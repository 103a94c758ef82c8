import { describe, expect, it } from "vitest";
import { emojiAtHand, loadEmoji, searchEmoji } from "./emoji.ts";
import { inTone } from "./emoji-tone.ts";

const first = async (language: "en" | "es", term: string) =>
  searchEmoji(await loadEmoji(language), term, 5).map((emoji) => emoji.char);

describe("emoji", () => {
  it("are found by code, by name and by tag, the best first", async () => {
    expect((await first("en", "tada"))[0]).toBe("🎉");
    expect((await first("en", "+1"))[0]).toBe("👍️");
    expect((await first("en", "party popper"))[0]).toBe("🎉");
    expect(await first("en", "bye")).toContain("👋");
    expect(await first("en", "no such thing at all")).toEqual([]);
    expect(await first("en", "  ")).toEqual([]);
  });

  it("are found in Spanish without accents, and still by their codes", async () => {
    expect(await first("es", "corazon")).toContain("❤️");
    expect((await first("es", "tada"))[0]).toBe("🎉");
  });

  it("take a skin tone where they have one", async () => {
    const set = await loadEmoji("en");
    const wave = set.byCode.get("wave");
    const party = set.byCode.get("tada");
    if (wave === undefined || party === undefined) throw new Error("no emoji");
    expect([inTone(wave, 0), inTone(wave, 1), inTone(wave, 5)]).toEqual(["👋", "👋🏻", "👋🏿"]);
    expect(inTone(party, 3)).toBe("🎉");
  });

  it("stand in named groups without loose skin and hair, each once", async () => {
    const set = await loadEmoji("es");
    expect(set.groups).toHaveLength(9);
    expect(set.groups[0]?.name).not.toBe("");
    const all = set.groups.flatMap((group) => group.emoji);
    expect(all.length).toBeGreaterThan(1_800);
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((emoji) => emoji.codes.length > 0)).toBe(true);
    expect(emojiAtHand("es")).toBe(set);
  });
});
