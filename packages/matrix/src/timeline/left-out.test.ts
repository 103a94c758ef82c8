import { ClientEvent, EventTimeline, type MatrixEvent, RoomEvent } from "matrix-js-sdk";
import { expect, it, vi } from "vitest";
import type { Timeline } from "../contract/timeline.ts";
import type { Json } from "../storage/sealed-store.ts";
import { createRig, ROOM } from "./testing/window-rig.ts";

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

const texts = (timeline: Timeline): string[] =>
  timeline.items.value.map((item) =>
    item.type === "message" ? (item.body.type === "text" ? item.body.text : item.body.type) : item.type,
  );

/** A room in which a blocked person wrote between what others did. The sync has brought what the others wrote. */
async function blockedRig({ earlier = 0, values = new Map<string, Json>(), blocked = ["@spam:x"] } = {}) {
  const said: Record<string, unknown>[] = [];
  let meanwhile = (): void => {};
  const rig = createRig(
    nextTurn,
    (path, query) => {
      if (!path.endsWith("/messages")) return {};
      const from = query.get("from");
      const end = from?.startsWith("p") === true ? Number(from.slice(1)) : said.length;
      const start = Math.max(0, end - Number(query.get("limit")));
      const chunk = said.slice(start, end).reverse();
      meanwhile();
      meanwhile = () => {};
      return { chunk, start: "s", end: start === 0 ? "older" : `p${start}` };
    },
    values,
  );
  const account = (blocked: readonly string[]) => {
    const type = "m.ignored_user_list";
    const content = { ignored_users: Object.fromEntries(blocked.map((userId) => [userId, {}])) };
    const event = rig.client.getEventMapper()({ type, content });
    const before = rig.client.store.getAccountData(type);
    rig.client.store.storeAccountDataEvents([event]);
    rig.client.emit(ClientEvent.AccountData, event, before);
  };
  rig.room.updateMyMembership("join");
  rig.synced();
  account(blocked);
  for (let at = 0; at < earlier; at += 1) said.push(rig.raw());
  if (earlier > 0) rig.room.getLiveTimeline().setPaginationToken(`p${earlier}`, EventTimeline.BACKWARDS);
  for (let at = 0; at < 6; at += 1) {
    const event = rig.raw(at % 2 === 0 ? {} : { sender: "@spam:x" });
    said.push(event);
    if (at % 2 === 0) {
      await rig.room.addLiveEvents([rig.client.getEventMapper()(event)], { addToState: true });
    }
  }
  const settle = async () => {
    for (let round = 0; round < 8; round += 1) await rig.turn();
  };
  const asked = () => rig.requests.filter((path) => path.endsWith("/messages")).length;
  return {
    ...rig,
    said,
    account,
    settle,
    asked,
    /** What happens between the question and its answer, once. */
    during(work: () => void) {
      meanwhile = work;
    },
  };
}

const lines = (...numbers: number[]) => numbers.map((at) => `line ${at}`);

it("brings what somebody wrote while blocked, in its place, once they are free again", async () => {
  const { client, room, conversations, account, settle, said, add } = await blockedRig();
  const kept = vi.spyOn(client.store, "setSyncData");
  const told: MatrixEvent[] = [];
  client.on(RoomEvent.Timeline, (event, _room, _start, _removed, data) => {
    if (data.liveEvent === true) told.push(event);
  });
  const timeline = conversations.openTimeline(ROOM);
  await settle();
  expect(texts(timeline)).toEqual(lines(1, 3, 5));
  account([]);
  await settle();
  expect(texts(timeline)).toEqual(lines(1, 2, 3, 4, 5, 6));
  // What is older can be had, too; and nobody is told of what was said long ago.
  expect(timeline.older.value).toBe("more");
  expect(room.getLiveTimeline().getPaginationToken(EventTimeline.BACKWARDS)).toBe("older");
  expect(told).toEqual([]);
  // The copy for the next start says the same, in a wording of its own.
  const events = said.map(({ event_id }) => expect.objectContaining({ event_id }));
  const copy = { limited: true, prev_batch: "older", events };
  const answer = { timeline: copy, "org.matrix.msc4222.state_after": { events: [] } };
  expect(kept.mock.calls).toEqual([[{ next_batch: null, rooms: { join: { [ROOM]: answer } } }]]);
  await add({});
  await settle();
  expect(texts(timeline)).toEqual(lines(1, 2, 3, 4, 5, 6, 7));
  timeline.close();
});

it("asks for a room that nobody looked at when it is opened after a restart", async () => {
  const values = new Map<string, Json>();
  const before = await blockedRig({ values });
  before.account([]);
  await before.settle();
  before.scope.end();
  const { conversations, settle, asked } = await blockedRig({ values, blocked: [] });
  const timeline = conversations.openTimeline(ROOM);
  await settle();
  expect(texts(timeline)).toEqual(lines(1, 2, 3, 4, 5, 6));
  timeline.close();
  const again = await blockedRig({ values, blocked: [] });
  again.conversations.openTimeline(ROOM);
  await again.settle();
  expect([asked(), again.asked()]).toEqual([1, 0]);
});

it("asks for a room that nobody looks at when it is opened, once", async () => {
  const { conversations, account, settle, asked } = await blockedRig();
  account([]);
  await settle();
  expect(asked()).toBe(0);
  const timeline = conversations.openTimeline(ROOM);
  await settle();
  expect(texts(timeline)).toEqual(lines(1, 2, 3, 4, 5, 6));
  timeline.close();
  conversations.openTimeline(ROOM).close();
  await settle();
  expect(asked()).toBe(1);
});

it("asks nothing when somebody more is blocked, nor of a room that was left", async () => {
  const { room, conversations, account, settle, asked } = await blockedRig();
  const timeline = conversations.openTimeline(ROOM);
  account(["@spam:x", "@more:x"]);
  await settle();
  room.updateMyMembership("leave");
  account(["@more:x"]);
  await settle();
  expect(asked()).toBe(0);
  timeline.close();
});

it("loses nothing that the sync brings meanwhile, and keeps to what it has while there is no way to the homeserver", async () => {
  const { client, room, conversations, connection, synced, account, settle, during, raw, said, asked } =
    await blockedRig();
  const timeline = conversations.openTimeline(ROOM);
  connection.value = { state: "offline", since: 0, reason: "network" };
  account([]);
  await nextTurn();
  expect(texts(timeline)).toEqual(lines(1, 3, 5));
  expect(asked()).toBe(0);
  during(() => {
    const event = raw();
    said.push(event);
    void room.addLiveEvents([client.getEventMapper()(event)], { addToState: true });
  });
  synced();
  await settle();
  // The first answer was too old: it has been asked for again.
  expect(asked()).toBe(2);
  expect(texts(timeline)).toEqual(lines(1, 2, 3, 4, 5, 6, 7));
  timeline.close();
});

it("exchanges nothing while an answer of the sync is half taken in", async () => {
  const { client, conversations, synced, account, settle, during } = await blockedRig();
  const timeline = conversations.openTimeline(ROOM);
  await settle();
  during(() => client.store.setSyncToken("next"));
  account([]);
  await settle();
  expect(texts(timeline)).toEqual(lines(1, 3, 5));
  synced();
  await settle();
  expect(texts(timeline)).toEqual(lines(1, 2, 3, 4, 5, 6));
  timeline.close();
});

it("waits for a page that is on its way, and has every message once and in its place", async () => {
  const { conversations, account, settle } = await blockedRig({ earlier: 120 });
  account([]);
  await settle();
  const timeline = conversations.openTimeline(ROOM);
  // As the view does once it has drawn what is here.
  await timeline.loadOlder();
  for (let page = 0; page < 4; page += 1) {
    await settle();
    await timeline.loadOlder();
  }
  await settle();
  expect(texts(timeline)).toEqual(lines(...Array.from({ length: 126 }, (_, at) => at + 1)));
  timeline.close();
});

it("leaves those where they are who read further back, and goes on when they are at the end anew", async () => {
  const { conversations, account, settle, asked } = await blockedRig({ earlier: 900 });
  const timeline = conversations.openTimeline(ROOM);
  await settle();
  for (let page = 0; page < 11; page += 1) await timeline.loadOlder();
  const before = texts(timeline);
  const pages = asked();
  account([]);
  await settle();
  expect([texts(timeline), asked()]).toEqual([before, pages]);
  timeline.close();
  const anew = conversations.openTimeline(ROOM);
  await settle();
  expect(texts(anew).slice(-6)).toEqual(lines(901, 902, 903, 904, 905, 906));
  anew.close();
});

it("keeps what is shown in its place when somebody is freed", async () => {
  const { conversations, account, settle } = await blockedRig({ earlier: 60 });
  const timeline = conversations.openTimeline(ROOM);
  await settle();
  await timeline.loadOlder();
  const [first] = texts(timeline);
  account([]);
  await settle();
  expect(texts(timeline)).toContain(first);
  expect(texts(timeline).slice(-6)).toEqual(lines(61, 62, 63, 64, 65, 66));
  timeline.close();
});

it("asks again where the copy did not get to the disk, and where somebody else was freed meanwhile", async () => {
  const { client, conversations, account, settle, asked } = await blockedRig();
  vi.spyOn(client.store, "save").mockRejectedValueOnce(new Error("the disk is full"));
  account(["@spam:x", "@more:x"]);
  const timeline = conversations.openTimeline(ROOM);
  await settle();
  account(["@more:x"]);
  await settle();
  expect(asked()).toBe(2);
  vi.spyOn(client.store, "save").mockImplementationOnce(async () => account([]));
  account(["@spam:x", "@more:x"]);
  account(["@more:x"]);
  await settle();
  expect(asked()).toBe(4);
  timeline.close();
});
