import { describe, expect, it } from "vitest";
import { createPreferences, type PreferenceStore, withRecentEmoji } from "./preferences.ts";

function memory(initial: Record<string, string> = {}): PreferenceStore & { data: Record<string, string> } {
  const data = { ...initial };
  return {
    data,
    getItem: (key) => data[key] ?? null,
    setItem(key, value) {
      data[key] = value;
    },
  };
}
const root = () => ({ lang: "en", dataset: {} as Record<string, string | undefined> });

describe("preferences", () => {
  it("begin with the browser's first language that there is", () => {
    expect(createPreferences(memory(), root(), ["fr-FR", "es-MX", "en"]).values.value.language).toBe("es");
    expect(createPreferences(memory(), root(), ["fr"]).values.value.language).toBe("en");
  });
  it("put theme, density and language on the page, and come back", () => {
    const store = memory();
    const html = root();
    createPreferences(store, html, ["en"]).set({ theme: "dark", density: "compact", language: "es" });
    expect(html).toEqual({ lang: "es", dataset: { theme: "dark", density: "compact" } });
    const again = root();
    expect(createPreferences(store, again, ["en"]).values.value).toMatchObject({ theme: "dark", language: "es" });
    expect(again.dataset.theme).toBe("dark");
  });
  it("follow what another tab chooses, and undo none of it", () => {
    const store = memory();
    const html = root();
    const [here, there] = [createPreferences(store, html, ["en"]), createPreferences(store, root(), ["en"])];
    there.set({ language: "es", theme: "dark" });
    here.set({ listWidth: 300 });
    expect(createPreferences(store, root(), ["en"]).values.value).toMatchObject({ language: "es", listWidth: 300 });
    there.set({ density: "compact" });
    here.heard("parley.drafts");
    expect(here.values.value.density).toBe("cosy");
    here.heard("parley.preferences");
    expect(here.values.value).toMatchObject({ density: "compact", theme: "dark", listWidth: 300 });
    expect(html.dataset.density).toBe("compact");
  });
  it("leave the theme to the system", () => {
    const html = root();
    const preferences = createPreferences(memory(), html, ["en"]);
    preferences.set({ theme: "light" });
    preferences.set({ theme: "system" });
    expect(html.dataset).toEqual({});
  });
  it.each(["nonsense", "null", "[]", '{"theme":"pink","listWidth":9999,"folded":[1]}'])("survive %s", (stored) => {
    const { values } = createPreferences(memory({ "parley.preferences": stored }), root(), ["en"]);
    expect(values.value).toMatchObject({ theme: "system", listWidth: 256, folded: [] });
  });
  it("keep how one writes and the emoji used last, and forget what cannot be right", () => {
    const stored = {
      composer: "rich-ish",
      formatBar: true,
      skinTone: 9,
      recentEmoji: ["👋", 7, "👋", "🎉", "x".repeat(99)],
    };
    const store = memory({ "parley.preferences": JSON.stringify(stored) });
    expect(createPreferences(store, root(), ["en"]).values.value).toMatchObject({
      composer: "rich",
      formatBar: true,
      skinTone: 0,
      recentEmoji: ["👋", "🎉"],
    });
    expect(withRecentEmoji(["👋", "🎉"], "🎉")).toEqual(["🎉", "👋"]);
  });
  it("hold without a store", () => {
    const refusing: PreferenceStore = {
      getItem: () => null,
      setItem() {
        throw new Error("full");
      },
    };
    const preferences = createPreferences(refusing, root(), ["en"]);
    preferences.set({ density: "compact" });
    expect(preferences.values.value.density).toBe("compact");
  });
});
