import { expect, it } from "vitest";
import { createKept, leftCallKey, voicesKey } from "../../shared/kept.ts";
import { createPreferences } from "../../shared/preferences.ts";
import { createRecentRooms } from "../../shared/recent-rooms.ts";
import { createLastRooms } from "../frame/last-rooms.ts";
import { forgetWays } from "./forget-ways.ts";

function memory() {
  const data = new Map<string, string>();
  return {
    data,
    getItem: (key: string) => data.get(key) ?? null,
    setItem: (key: string, value: string) => void data.set(key, value),
    removeItem: (key: string) => void data.delete(key),
  };
}

it("leaves no name of a server, room or person behind, and how the app looks as it is", () => {
  const [browser, tab] = [memory(), memory()];
  const preferences = createPreferences(browser, null, ["en"]);
  preferences.set({ theme: "dark", skinTone: 2, folded: ["!atelier:hs work"], recentEmoji: ["🎉"] });
  createRecentRooms(browser).visited("!design:hs");
  createLastRooms(browser).visited("!atelier:hs", "!design:hs");
  const loud = createKept<{ of: string[] }>(browser, voicesKey, { of: [] }, (raw) => raw);
  loud.set({ of: ["@mira:hs"] });
  tab.setItem(leftCallKey, JSON.stringify({ userId: "@rosa:hs", roomId: "!design:hs" }));
  forgetWays(browser, tab, preferences, loud.heard);
  expect([...browser.data.values(), ...tab.data.values()].join()).not.toMatch(/:hs|🎉/u);
  expect(createPreferences(browser, null, ["en"]).values.value).toMatchObject({ theme: "dark", skinTone: 2 });
  // Nor does it come back with the next that is kept.
  expect(loud.values.value.of).toEqual([]);
});
