import { createManualClock } from "@parley/testkit";
import { beforeEach, expect, it } from "vitest";
import { startAlarm } from "./alarm.ts";
import type { Card } from "./raiser.ts";

let clock: ReturnType<typeof createManualClock>;
let sounds: number;
let shown: (Card & { closed: boolean })[];
let looked: boolean;
let hushed: boolean;
let settings: { desktop: boolean; preview: boolean; sound: boolean };

beforeEach(() => {
  clock = createManualClock();
  sounds = 0;
  shown = [];
  looked = false;
  hushed = false;
  settings = { desktop: true, preview: true, sound: true };
});

const start = (sound: "on and on" | "once" | "none" = "on and on") =>
  startAlarm(
    {
      clock,
      show(card) {
        const entry = { ...card, closed: false };
        shown.push(entry);
        return () => {
          entry.closed = true;
        };
      },
      play: () => {
        sounds += 1;
      },
      isLookedAt: () => looked,
      settings: () => settings,
      isHushed: () => hushed,
    },
    {
      words: { title: "Mira", body: "is calling you" },
      hidden: { title: "Parley", body: "Somebody is calling you" },
      tag: "ring !mira",
      sound,
      onClick: () => {},
    },
  );

it("sounds and shows a card until it is ended", () => {
  const end = start();
  clock.tick(6500);
  expect(sounds).toBe(3);
  expect(shown.map(({ title, closed }) => [title, closed])).toEqual([["Mira", false]]);
  end();
  clock.tick(60_000);
  expect(sounds).toBe(3);
  expect(shown[0]?.closed).toBe(true);
});

it("never sounds for longer than two minutes, whoever forgets to end it", () => {
  start();
  clock.tick(3_600_000);
  expect(sounds).toBe(40);
});

it("shows no card to whom looks, until they look away", () => {
  looked = true;
  start();
  expect(shown).toEqual([]);
  looked = false;
  clock.tick(3000);
  expect(shown).toHaveLength(1);
});

it("keeps still when nothing may be raised, and names nobody where that is off", () => {
  hushed = true;
  start()();
  expect([sounds, shown.length]).toEqual([0, 0]);
  hushed = false;
  settings = { desktop: true, preview: false, sound: false };
  start()();
  expect([sounds, shown[0]?.body]).toEqual([0, "Somebody is calling you"]);
});

it("sounds once to whom is in a call already, and not at all for who rings on and on", () => {
  start("once");
  start("none");
  clock.tick(30_000);
  expect(sounds).toBe(1);
});
