import { MatrixClient, MatrixEvent, MemoryStore, Room } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import { callRightsOf, callRolesOf, levelsFor } from "./call-levels.ts";
import { readInvitation } from "./invitation.ts";
import type { PowerFacts } from "./power.ts";
import { isVoice } from "./read-room.ts";

const ann = "@ann:x";
const ben = "@ben:x";
const member = "org.matrix.msc3401.call.member";
const facts = (events: object, more: object = {}): PowerFacts => ({
  version: "11",
  creators: [ann],
  levels: { users: { [ann]: 100, [ben]: 50 }, events: { [member]: 0, ...events }, ...more },
});
const everybody = { join: "member", speak: "member", video: "member", screen: "member" };
const all = { join: true, speak: true, video: true, screen: true };

describe("what a room's levels let people do in its call", () => {
  it("is everything where they say nothing of it", () => {
    expect(callRolesOf(facts({}))).toEqual(everybody);
    expect(callRightsOf(facts({}), "@cem:x", true)).toEqual(all);
  });

  it("is nothing for whoever is not in the room", () => {
    expect(Object.values(callRightsOf(facts({}), ann, false))).toEqual([false, false, false, false]);
  });

  it("is by role", () => {
    const levels = facts({ "parley.call.speak": 50, "parley.call.video": "100", "parley.call.screen": 101 });
    expect(callRolesOf(levels)).toEqual({ join: "member", speak: "moderator", video: "admin", screen: "creator" });
    expect(callRightsOf(levels, ben, true)).toEqual({ join: true, speak: true, video: false, screen: false });
    expect(callRightsOf(levels, "@cem:x", true)).toEqual({ join: true, speak: false, video: false, screen: false });
  });

  it("takes the level for the state event by which one joins, too", () => {
    expect(callRolesOf(facts({ [member]: 50 })).join).toBe("moderator");
    expect(callRightsOf(facts({ [member]: 50, "parley.call.join": 0 }), "@cem:x", true).join).toBe(false);
  });

  it("reads any content without falling over it", () => {
    const odd: unknown[] = [
      null,
      0,
      -1,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      "",
      "50",
      " 7 ",
      "x",
      [],
      {},
      true,
      { a: 1 },
      2 ** 60,
    ];
    for (const value of odd) {
      for (const levels of [value, { events: value }, { events: { "parley.call.join": value, [member]: value } }]) {
        const power: PowerFacts = { version: "12", creators: [], levels: levels as PowerFacts["levels"] };
        expect(Object.keys(callRolesOf(power))).toEqual(["join", "speak", "video", "screen"]);
        expect(Object.keys(callRightsOf(power, ben, true))).toEqual(["join", "speak", "video", "screen"]);
      }
    }
  });
});

describe("giving a right to a role", () => {
  it("takes the entry away where it is everybody's", () => {
    expect(levelsFor(facts({ "parley.call.speak": 50 }), "speak", "member")).toEqual({ "parley.call.speak": null });
    expect(levelsFor(facts({}), "screen", "admin")).toEqual({ "parley.call.screen": 100 });
  });

  it("opens the state event by which one joins with it, and only then", () => {
    expect(levelsFor(facts({ [member]: 50 }), "join", "member")).toEqual({ "parley.call.join": null, [member]: 0 });
    expect(levelsFor(facts({ [member]: 50 }), "join", "moderator")).toEqual({ "parley.call.join": 50 });
    expect(levelsFor(facts({ [member]: 50 }), "speak", "member")).toEqual({ "parley.call.speak": null });
  });

  it("is what is read afterwards", () => {
    for (const before of [
      facts({}),
      facts({ [member]: 100 }),
      facts({ "parley.call.join": 70 }, { users_default: 5 }),
    ]) {
      for (const role of ["member", "moderator", "admin"] as const) {
        const { events } = Object(before.levels);
        const next = Object.entries({ ...events, ...levelsFor(before, "join", role) }).filter(
          ([, level]) => level !== null,
        );
        const after = { ...before, levels: { ...before.levels, events: Object.fromEntries(next) } };
        // What stays above for the state event itself is not lowered below what was asked.
        const rank = ["member", "moderator", "admin"];
        expect(rank.indexOf(callRolesOf(after).join)).toBeLessThanOrEqual(rank.indexOf(role));
        if (role !== "member") expect(callRightsOf(after, "@cem:x", true).join).toBe(false);
      }
    }
  });
});

describe("a room's type", () => {
  const client = new MatrixClient({ baseUrl: "http://h.test", userId: ann, store: new MemoryStore() });
  const made = (type: unknown): Room => {
    const room = new Room("!a:x", client, ann);
    const content = { room_version: "11", ...(type === undefined ? {} : { type }) };
    room.currentState.setStateEvents([
      new MatrixEvent({ type: "m.room.create", content, state_key: "", sender: ann, room_id: "!a:x", event_id: "$1" }),
    ]);
    return room;
  };

  it("makes a voice channel of one kind of room only", () => {
    const others = [
      undefined,
      null,
      "",
      7,
      {},
      [],
      ["org.matrix.msc3417.call"],
      "io.element.video",
      "__proto__",
      "m.x",
    ];
    for (const type of others) expect(isVoice(made(type), false)).toBe(false);
    expect(isVoice(made("org.matrix.msc3417.call"), false)).toBe(true);
    expect(isVoice(new Room("!b:x", client, ann), false)).toBe(false);
  });

  it("lets one's client take up the invitation to a channel of that type by itself, and to none that is unknown here", () => {
    expect(readInvitation(made("org.matrix.msc3417.call"), false).plainRoom).toBe(true);
    expect(readInvitation(made(undefined), false).plainRoom).toBe(true);
    for (const type of ["m.space", "io.element.video", 7, {}, null]) {
      expect(readInvitation(made(type), false).plainRoom).toBe(false);
    }
  });

  it("is nothing to two people's own room: a click there must not begin to talk", () => {
    expect(isVoice(made("org.matrix.msc3417.call"), true)).toBe(false);
  });
});
