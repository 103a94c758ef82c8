import type { DoNotDisturb } from "@parley/matrix";
import { buildTold, createManualClock } from "@parley/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import type { DeviceSettings } from "./device-settings.ts";
import { type Card, createRaiser } from "./raiser.ts";

let clock: ReturnType<typeof createManualClock>;
let settings: DeviceSettings;
let quiet: DoNotDisturb;
let looking: string | null;
let allowed: boolean;
let shown: (Card & { closed: boolean })[];
let sounds: number;
let opened: string[];
let raiser: ReturnType<typeof createRaiser>;

beforeEach(() => {
  clock = createManualClock();
  settings = { desktop: true, preview: true, sound: true };
  quiet = { hours: null, until: 0 };
  looking = null;
  allowed = true;
  shown = [];
  sounds = 0;
  opened = [];
  raiser = createRaiser({
    clock,
    show(card) {
      if (!allowed) return null;
      const entry = { ...card, closed: false };
      shown.push(entry);
      return () => {
        entry.closed = true;
      };
    },
    play: () => {
      sounds += 1;
    },
    isSeen: ({ roomId }) => looking === roomId,
    settings: () => settings,
    doNotDisturb: () => quiet,
    words: (told, waiting, preview) => ({ title: preview ? told.senderName : "Parley", body: String(waiting) }),
    open: (told) => void opened.push(told.eventId),
  });
});
const say = (eventId: string, roomId = "!a") => raiser.hear({ type: "told", told: buildTold({ eventId, roomId }) });
const read = (eventId: string, roomId = "!a") => raiser.hear({ type: "gone", eventId, roomId });

describe("what is told", () => {
  it("is one card a room, which goes when all that it stands for is read", () => {
    say("$1");
    say("$2");
    say("$3", "!b");
    expect(shown.map(({ tag, body, closed }) => [tag, body, closed])).toEqual([
      ["!a", "1", false],
      ["!a", "2", false],
      ["!b", "1", false],
    ]);
    read("$1");
    expect(shown[1]?.closed).toBe(false);
    read("$2");
    expect(shown[1]?.closed).toBe(true);
    expect(shown[2]?.closed).toBe(false);
    say("$4");
    expect(shown.at(-1)?.body).toBe("1");
  });

  it("opens its place when it is clicked, and is gone then", () => {
    say("$1");
    shown[0]?.onClick();
    expect(opened).toEqual(["$1"]);
    expect(shown[0]?.closed).toBe(true);
    read("$1");
    expect(opened).toEqual(["$1"]);
  });

  it("comes up anew for each thing said, of many at once for the first and what mentions one", () => {
    say("$1");
    clock.tick(1000);
    say("$2");
    raiser.hear({ type: "told", told: buildTold({ eventId: "$3", roomId: "!a", highlight: true }) });
    say("$4");
    clock.tick(2000);
    say("$5");
    expect(shown.map(({ anew }) => anew)).toEqual([true, false, true, false, true]);
  });

  it("makes one sound for many things at once", () => {
    say("$1");
    say("$2", "!b");
    clock.tick(1999);
    say("$3", "!c");
    expect(sounds).toBe(1);
    clock.tick(1);
    say("$4", "!d");
    expect(sounds).toBe(2);
  });

  it("is not raised for the room in view, while one is not to be disturbed, or where it was not asked for", () => {
    looking = "!a";
    say("$1");
    looking = "!b";
    quiet = { hours: null, until: clock.now() + 1000 };
    say("$2");
    clock.tick(1000);
    settings = { desktop: false, preview: true, sound: false };
    say("$3");
    expect([shown.length, sounds]).toEqual([0, 0]);
    settings = { desktop: true, preview: false, sound: false };
    say("$4");
    expect(shown.map(({ title }) => title)).toEqual(["Parley"]);
  });

  it("sounds where cards are refused, and leaves nothing behind at the end", () => {
    allowed = false;
    say("$1");
    expect(sounds).toBe(1);
    allowed = true;
    say("$2", "!b");
    raiser.clear();
    expect(shown[0]?.closed).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  it("does not stand for ever", () => {
    say("$1");
    clock.tick(10 * 60_000);
    expect(shown[0]?.closed).toBe(true);
    expect(clock.waiting).toBe(0);
  });
});
