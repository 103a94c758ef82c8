import { describe, expect, it } from "vitest";
import type { EventView } from "../content/event-view.ts";
import type { CallItem } from "../contract/ringing.ts";
import { membershipType } from "../rtc/membership.ts";
import { declineContent, declineType, noticeContent, notificationType, ringMs } from "../rtc/ring-content.ts";
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
const place = (id: string, of: string, inside: boolean): EventView => {
  const content = inside ? { application: "m.call", call_id: "" } : {};
  return buildView({ id, type: membershipType, sender: of, stateKey: `_${of}_D_m.call`, content });
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

it("draws nothing of what is not of its shape, is emptied, or comes from who is blocked", () => {
  const odd = buildView({ id: "$r", type: notificationType, sender: ann, content: { notification_type: "ring" } });
  expect(calls([odd])).toEqual([]);
  expect(calls([{ ...ring("$r"), redacted: { by: ann } }])).toEqual([]);
  const projection = new Projection();
  projection.put(ring("$r"));
  expect(projection.project(["$r"], [], true, { ...world, isBlocked: () => true })).toEqual([]);
});
