import { describe, expect, it } from "vitest";
import type { EventView } from "../content/event-view.ts";
import type { CallItem } from "../contract/ringing.ts";
import { membershipType } from "../rtc/membership.ts";
import { declineContent, declineType, noticeContent, notificationType, ringMs } from "../rtc/ring-content.ts";
import { roomSlot, stickyType } from "../rtc/sticky-place.ts";
import { Projection, type World } from "./projection.ts";
import { buildMessage, buildView, buildWorld } from "./testing/views.ts";

const world: World = buildWorld();
const ann = "@ann:x";
const eve = "@eve:x";
const { me } = world;

const ring = (id: string, from = ann, rings: readonly string[] | null = [from === me ? ann : me]): EventView => {
  const content = noticeContent({ rings, intent: "video", membershipId: "$place", now: 1000 });
  return buildView({ id, type: notificationType, sender: from, ts: 1000, content });
};
const place = (id: string, of: string, inside: boolean, ts = 1000, expires?: number): EventView => {
  const content = inside ? { application: "m.call", call_id: "", expires } : {};
  return buildView({ id, type: membershipType, sender: of, stateKey: `_${of}_D_m.call`, content, ts });
};
const decline = (id: string, of: string, by: string): EventView =>
  buildView({ id, type: declineType, sender: by, content: declineContent(of) });

function calls(views: readonly EventView[]): CallItem[] {
  const projection = new Projection();
  for (const view of views) projection.put(view);
  const ids = views.map(({ id }) => id);
  const items = projection.project(ids, [], true, world);
  // The same again is the same array.
  expect(projection.project(ids, [], true, world)).toBe(items);
  return items.filter((item) => item.type === "call");
}

it("is one line a call, and nothing of what makes it", () => {
  const views = [
    place("$1", ann, true),
    ring("$ring"),
    place("$2", me, true),
    buildMessage("$said", "words"),
    place("$3", ann, false),
    place("$4", me, false),
  ];
  expect(calls(views)).toMatchObject([
    { eventId: "$ring", actorId: ann, mine: false, rings: true, intent: "video", until: 1000 + ringMs },
  ]);
  const projection = new Projection();
  for (const view of views) projection.put(view);
  const items = projection.project(["$1", "$ring", "$2", "$said", "$3", "$4"], [], true, world);
  expect(items.map(({ type }) => type)).toEqual(["call", "message"]);
});

describe("what came of a call", () => {
  it.each<[string, CallItem["outcome"], readonly EventView[]]>([
    ["not known yet", null, [place("$1", ann, true), ring("$r")]],
    ["answered", "answered", [place("$1", ann, true), ring("$r"), place("$2", me, true), place("$3", ann, false)]],
    ["answered after a decline", "answered", [ring("$r"), decline("$d", "$r", me), place("$2", me, true)]],
    ["two who called at once", "answered", [place("$1", me, true), place("$2", ann, true), ring("$r")]],
    ["given up", "over", [place("$1", ann, true), ring("$r"), place("$2", ann, false)]],
    ["declined by me", "declined", [ring("$r"), decline("$d", "$r", me), place("$2", ann, false)]],
    ["declined by somebody else", null, [ring("$r"), decline("$d", "$r", eve)]],
    ["my own, declined", "declined", [ring("$r", me), decline("$d", "$r", ann)]],
    ["my own, taken back by nobody", null, [ring("$r", me), decline("$d", "$r", me)]],
    ["a decline of something else", null, [ring("$r"), decline("$d", "$other", me)]],
    [
      "come after the end",
      "over",
      [place("$1", ann, true), ring("$r"), place("$2", ann, false), place("$3", me, true)],
    ],
  ])("%s", (_, outcome, views) => {
    expect(calls(views).map((item) => item.outcome)).toEqual([outcome]);
  });

  it("is not missed by whom nobody called", () => {
    expect(calls([ring("$r", ann, [eve])])[0]?.rings).toBe(false);
    expect(calls([ring("$r", ann, null)])[0]?.rings).toBe(false);
  });
});

describe("how a call went", () => {
  const told = (id: string, from: string, ts: number): EventView => {
    const content = noticeContent({ rings: null, intent: "audio", membershipId: "$place", now: ts });
    return buildView({ id, type: notificationType, sender: from, ts, content });
  };
  const sticky = (id: string, of: string, inside: boolean, ts: number): EventView => {
    const there = { slot_id: roomSlot, application: { type: "m.call" } };
    const content = { ...(inside ? there : {}), msc4354_sticky_key: "place" };
    return buildView({ id, type: stickyType, sender: of, content, ts });
  };
  const leaves = (id: string, who: string, ts: number): EventView =>
    buildView({ id, type: "m.room.member", sender: who, stateKey: who, content: { membership: "leave" }, ts });
  const minutes = 60_000;
  const eveIn = [place("$e", eve, true, 5 * minutes), place("$f", eve, false, 6 * minutes)];

  it.each<[string, CallItem["talk"], readonly EventView[]]>([
    [
      "from the second who came to the last who went",
      { ms: 10 * minutes, others: [{ name: "me", mine: true }], count: 1 },
      [
        place("$1", ann, true, 0),
        told("$r", ann, 0),
        place("$2", me, true, 2 * minutes),
        place("$3", ann, false, 9 * minutes),
        place("$4", me, false, 12 * minutes),
      ],
    ],
    ["not while somebody is in", null, [place("$1", ann, true, 0), told("$r", ann, 0), ...eveIn]],
    [
      "with a caller whose place is older than what is shown",
      { ms: 5 * minutes, others: [{ name: "eve", mine: false }], count: 1 },
      [told("$r", ann, 0), ...eveIn, place("$2", ann, false, 10 * minutes)],
    ],
    [
      "nobody came",
      { ms: 0, others: [], count: 0 },
      [place("$1", ann, true, 0), told("$r", ann, 0), place("$2", ann, false, 3 * minutes)],
    ],
    [
      "over for whom the room is left",
      { ms: 5 * minutes, others: [{ name: "eve", mine: false }], count: 1 },
      [place("$1", ann, true, 0), told("$r", ann, 0), ...eveIn, leaves("$2", ann, 10 * minutes)],
    ],
    [
      "over with a place that nobody gave up",
      { ms: 3 * minutes, others: [{ name: "eve", mine: false }], count: 1 },
      [
        place("$1", ann, true, 0, 8 * minutes),
        told("$r", ann, 0),
        ...eveIn,
        buildView({ id: "$said", ts: 60 * minutes, content: { msgtype: "m.text", body: "words" } }),
      ],
    ],
    [
      "with places in Matrix 2.0",
      { ms: 5 * minutes, others: [{ name: "eve", mine: false }], count: 1 },
      [
        sticky("$1", ann, true, 0),
        told("$r", ann, 0),
        sticky("$2", eve, true, 1 * minutes),
        sticky("$3", ann, false, 4 * minutes),
        sticky("$4", eve, false, 6 * minutes),
      ],
    ],
  ])("%s", (_, talk, views) => {
    expect(calls(views).map((item) => item.talk)).toEqual([talk]);
  });

  it("belongs to the word that somebody came to", () => {
    const views = [
      place("$1", ann, true, 0),
      told("$r", ann, 0),
      told("$again", ann, minutes),
      place("$2", eve, true, 2 * minutes),
      told("$late", eve, 2 * minutes),
      place("$3", eve, false, 3 * minutes),
      place("$4", ann, false, 4 * minutes),
    ];
    expect(calls(views).map((item) => item.talk?.ms ?? null)).toEqual([null, 2 * minutes, null]);
  });

  it("is not known over a gap, nor what came of it", () => {
    const projection = new Projection();
    const views = [place("$1", ann, true, 0), ring("$r"), place("$2", me, true, 1), place("$3", ann, false, 2)];
    for (const view of views) projection.put(view);
    const gap = { type: "gap", key: "gap", state: "idle" } as const;
    const of = (places: Parameters<Projection["project"]>[0]) =>
      projection.project(places, [], true, world).find((item) => item.type === "call");
    expect(of(["$1", "$r", gap, "$2", "$3"])).toMatchObject({ outcome: null, talk: null });
  });
});

it("draws nothing of what is not of its shape, is emptied, or comes from who is blocked", () => {
  const odd = buildView({ id: "$r", type: notificationType, sender: ann, content: { notification_type: "ring" } });
  expect(calls([odd])).toEqual([]);
  expect(calls([{ ...ring("$r"), redacted: { by: ann } }])).toEqual([]);
  const projection = new Projection();
  projection.put(ring("$r"));
  expect(projection.project(["$r"], [], true, { ...world, isBlocked: () => true })).toEqual([]);
});
