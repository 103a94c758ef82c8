import { expect, it } from "vitest";
import type { Timeline } from "../contract/timeline.ts";
import { createRig, ROOM } from "./testing/window-rig.ts";

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

const texts = (timeline: Timeline): string[] =>
  timeline.items.value.map((item) =>
    item.type === "message" ? (item.body.type === "text" ? item.body.text : item.body.type) : item.type,
  );

/** A room of which three messages are kept, and `missed` ones that came while nobody was here. */
async function keptRig(missed: number) {
  const come: Record<string, unknown>[] = [];
  const rig = createRig(nextTurn, (path) => {
    if (path.includes("/context/")) {
      const at = come.findIndex((event) => path.endsWith(String(event.event_id)));
      const before = come.slice(Math.max(0, at - 10), at).reverse();
      return {
        event: come[at],
        events_before: before,
        events_after: come.slice(at + 1),
        state: [],
        start: "b",
        end: "e",
      };
    }
    if (path.endsWith("/messages")) return { chunk: [], start: "e" };
    return {};
  });
  await rig.addMany(3);
  for (let at = 0; at < missed; at += 1) come.push(rig.raw());
  /** What came arrives by the sync; of more than 20 it leaves the older ones out. */
  const arrive = async () => {
    const left = come.slice(-20);
    if (left.length < come.length) rig.room.resetLiveTimeline("gap", null);
    await rig.room.addLiveEvents(
      left.map((event) => rig.client.getEventMapper()(event)),
      { addToState: true },
    );
    rig.synced();
  };
  const asked = () => rig.requests.filter((path) => path.includes("/context/")).length;
  return { ...rig, arrive, asked, newest: String(come.at(-1)?.event_id) };
}

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`);

it.each([2, 45])(
  "leads to the newest of %i messages that came while away only once they are here, in order",
  async (missed) => {
    const { conversations, connection, arrive, asked, newest, turn } = await keptRig(missed);
    connection.value = { state: "starting", since: 0 };
    const timeline = conversations.openTimeline(ROOM);
    let arrived = false;
    const jump = timeline.jumpTo(newest).then(() => {
      arrived = true;
    });
    await nextTurn();
    connection.value = { state: "catching-up", since: 0 };
    await nextTurn();
    expect([arrived, asked()]).toEqual([false, 0]);
    expect(texts(timeline)).toEqual(lines(1, 3));
    await arrive();
    await jump;
    await turn();
    expect(texts(timeline).slice(-2)).toEqual(lines(missed + 2, missed + 3));
    const said = texts(timeline).filter((line) => line !== "gap");
    expect(said).toEqual([...said].sort((a, b) => Number(a.slice(5)) - Number(b.slice(5))));
    expect(timeline.newer.value).toBe("end");
    expect(asked()).toBe(0);
    timeline.close();
  },
);

it("takes a sync that has been silent for long for none, and asks the homeserver of what stands further back", async () => {
  const { conversations, synced, freeze, asked, newest } = await keptRig(45);
  synced();
  freeze(60_000);
  const timeline = conversations.openTimeline(ROOM);
  const jump = timeline.jumpTo(newest);
  await nextTurn();
  expect(asked()).toBe(0);
  synced();
  await jump;
  expect(asked()).toBe(1);
  timeline.close();
});

it("waits for nothing when there is no way to the homeserver, nor for what is here, nor for ever", async () => {
  const { conversations, connection, turn, newest, asked } = await keptRig(45);
  const timeline = conversations.openTimeline(ROOM);
  await expect(timeline.jumpTo(newest)).rejects.toMatchObject({ code: "MATRIX_UNREACHABLE" });
  await timeline.jumpTo("$2");
  connection.value = { state: "catching-up", since: 0 };
  const late = expect(timeline.jumpTo(newest)).rejects.toMatchObject({ code: "MATRIX_UNREACHABLE" });
  // The rig's turns let every timer run.
  await turn();
  await late;
  expect(asked()).toBe(0);
  timeline.close();
});
