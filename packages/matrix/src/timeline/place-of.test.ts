import { EventTimeline } from "matrix-js-sdk";
import { expect, it } from "vitest";
import type { Timeline } from "../contract/timeline.ts";
import { createRig, ROOM } from "./testing/window-rig.ts";

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

const texts = (timeline: Timeline): string[] =>
  timeline.items.value.map((item) =>
    item.type === "message" ? (item.body.type === "text" ? item.body.text : item.body.type) : item.type,
  );
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`);

/** A room whose homeserver has all of `said`, and whose sync has brought those from `from` to before `to`. */
async function roomRig(count: number, from: number, to: number, left: (at: number) => boolean = () => false) {
  const said: Record<string, unknown>[] = [];
  const rig = createRig(nextTurn, (path, query) => {
    const many = Number(query.get("limit"));
    if (path.includes("/context/")) {
      const at = said.findIndex((event) => path.endsWith(String(event.event_id)));
      const start = Math.max(0, at - many / 2);
      return {
        event: said[at],
        events_before: said.slice(start, at).reverse(),
        events_after: said.slice(at + 1, at + 1 + many / 2),
        state: [],
        start: `t${start}`,
        end: `t${at + 1 + many / 2}`,
      };
    }
    if (!path.endsWith("/messages")) return {};
    const at = Number(query.get("from")?.slice(1));
    if (query.get("dir") === "f") return { chunk: said.slice(at, at + many), start: `t${at}`, end: `t${at + many}` };
    const start = Math.max(0, at - many);
    return { chunk: said.slice(start, at).reverse(), start: `t${at}`, ...(start > 0 ? { end: `t${start}` } : {}) };
  });
  for (let at = 0; at < count; at += 1) said.push(rig.raw());
  const arrive = async (a: number, b: number) => {
    const events = said.slice(a, b).filter((_, at) => !left(a + at));
    await rig.room.addLiveEvents(
      events.map((event) => rig.client.getEventMapper()(event)),
      { addToState: true },
    );
    rig.synced();
    await rig.turn();
  };
  await arrive(from, to);
  rig.room.getLiveTimeline().setPaginationToken(`t${from}`, EventTimeline.BACKWARDS);
  return { ...rig, said, arrive, timeline: rig.conversations.openTimeline(ROOM) };
}

it("waits for the sync with an event that is newer than all that is here, and loses neither it nor the order", async () => {
  const { timeline, arrive, turn } = await roomRig(8, 0, 5);
  let arrived = false;
  const jump = timeline.jumpTo("$7").then(() => {
    arrived = true;
  });
  for (let round = 0; round < 3; round += 1) await nextTurn();
  expect(arrived).toBe(false);
  expect(texts(timeline)).toEqual(lines(1, 5));
  await arrive(5, 8);
  await jump;
  await turn();
  expect(texts(timeline)).toEqual(lines(1, 8));
  expect(timeline.newer.value).toBe("end");
  timeline.close();
});

it("leaves to the sync what stands after the place that is asked for", async () => {
  const { timeline, arrive, turn } = await roomRig(60, 40, 50);
  await timeline.jumpTo("$39");
  await arrive(50, 60);
  await timeline.jumpToLatest();
  await timeline.loadOlder();
  await turn();
  expect(texts(timeline).slice(-36)).toEqual(lines(25, 60));
  timeline.close();
});

it("joins a place further back with what is here, from either side", async () => {
  const { timeline, turn, requests } = await roomRig(200, 180, 200);
  await timeline.jumpTo("$60");
  await turn();
  expect(texts(timeline)).toEqual(lines(45, 75));
  expect([timeline.older.value, timeline.newer.value]).toEqual(["more", "more"]);
  // One request shows it and what stands around it.
  expect(requests).toHaveLength(1);
  while (timeline.newer.value === "more") await timeline.loadNewer();
  while (timeline.older.value === "more") await timeline.loadOlder();
  expect(texts(timeline)).toEqual(lines(1, 200));
  timeline.close();
});

it("leads to what somebody said while they were blocked, and puts nothing of it in a wrong place", async () => {
  const blocked = (at: number) => at === 12 || at === 15;
  const { timeline, turn } = await roomRig(30, 10, 30, blocked);
  await timeline.jumpTo("$9");
  await timeline.jumpToLatest();
  await timeline.loadOlder();
  await turn();
  expect(texts(timeline)).toEqual([...lines(1, 12), ...lines(14, 15), ...lines(17, 30)]);
  await timeline.jumpTo("$13");
  await turn();
  expect(texts(timeline)).toContain("line 13");
  timeline.close();
});

it("says that there is no such event", async () => {
  const { timeline } = await roomRig(30, 10, 30);
  await expect(timeline.jumpTo("$none")).rejects.toMatchObject({ code: "MATRIX_NOT_FOUND" });
  timeline.close();
});
