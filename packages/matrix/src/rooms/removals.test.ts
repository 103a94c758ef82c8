import { EventEmitter } from "node:events";
import { createScope, silentLog } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { MatrixClient, MemoryStore, Room, RoomEvent } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { createRemovals } from "./removals.ts";

const me = "@me:x";

async function rig(kept: unknown = null) {
  const sdk = new MatrixClient({ baseUrl: "http://h.test", userId: me, store: new MemoryStore() });
  const rooms: Room[] = [];
  const client = Object.assign(new EventEmitter(), { getRooms: () => rooms });
  const clock = createManualClock();
  const store = new Map<string, unknown>([["removals", kept]]);
  const sealed = {
    get: async (key: string) => store.get(key) ?? null,
    put: async (key: string, value: unknown) => void store.set(key, value),
  };
  const handle = { client, account: { userId: me }, sealed, ports: { clock, log: silentLog }, scope: createScope() };
  const { list, dismiss } = createRemovals(handle as unknown as Parameters<typeof createRemovals>[0]);
  await Promise.resolve();
  let ids = 0;
  const state = (roomId: string, sender: string, type: string, key: string, content: object) =>
    sdk.getEventMapper()({
      event_id: `$${ids++}`,
      room_id: roomId,
      type,
      state_key: key,
      sender,
      origin_server_ts: ids,
      content,
    });
  const make = (roomId: string, children: readonly string[] | null = null) => {
    const room = new Room(roomId, sdk, me);
    room.name = roomId.slice(1);
    rooms.push(room);
    room.currentState.setStateEvents([
      state(roomId, "@ann:x", "m.room.create", "", children === null ? {} : { type: "m.space" }),
      state(roomId, "@ann:x", "m.room.member", "@ann:x", { membership: "join", displayname: "Ann" }),
      state(roomId, me, "m.room.member", me, { membership: "join" }),
      ...(children ?? []).map((child) => state(roomId, "@ann:x", "m.space.child", child, { via: ["x"] })),
    ]);
    return room;
  };
  const go = (room: Room, sender: string, content: { membership: string; reason?: string }, at?: number) => {
    const event = state(room.roomId, sender, "m.room.member", me, content);
    if (at !== undefined) event.event.origin_server_ts = at;
    room.currentState.setStateEvents([event]);
    client.emit(RoomEvent.MyMembership, room, content.membership, "join");
  };
  const back = (room: Room) => client.emit(RoomEvent.MyMembership, room, "join", "leave");
  return { list, dismiss, make, go, back, clock, store };
}

it("tells who has put one out of a room and why, until that is taken note of", async () => {
  const { list, dismiss, make, go, clock, store } = await rig();
  const room = make("!talk");
  go(room, "@ann:x", { membership: "leave", reason: " too loud " });
  clock.tick(2000);
  expect(list.value).toMatchObject([
    { roomId: "!talk", kind: "room", name: "talk", byName: "Ann", reason: "too loud", banned: false },
  ]);
  expect(store.get("removals")).toHaveLength(1);
  dismiss("!talk");
  expect(list.value).toEqual([]);
  expect(store.get("removals")).toEqual([]);
});

it("calls whoever did it by no name that passes for another's", async () => {
  const { list, make, go, clock } = await rig();
  const room = make("!talk");
  const { client } = room;
  const content = { membership: "join", displayname: "A\u00adnn" };
  const member = { type: "m.room.member", state_key: "@eve:x", sender: "@eve:x", room_id: "!talk", content };
  room.currentState.setStateEvents([client.getEventMapper()(member)]);
  go(room, "@eve:x", { membership: "ban" });
  clock.tick(2000);
  expect(list.value[0]?.byName).toContain("(@eve:x)");
});

it("says nothing of going by oneself, and once of a server with its channels, whatever comes first", async () => {
  const { list, make, go, clock } = await rig();
  const [one, two, space] = [make("!one"), make("!two"), make("!space", ["!one", "!two"])];
  go(make("!mine"), me, { membership: "leave" });
  go(one, "@ann:x", { membership: "ban" });
  clock.tick(2000);
  expect(list.value).toMatchObject([{ roomId: "!one" }]);
  go(space, "@ann:x", { membership: "ban" });
  go(two, "@ann:x", { membership: "ban" });
  clock.tick(2000);
  expect(list.value).toMatchObject([
    { roomId: "!space", kind: "space", channelIds: ["!one", "!two"], banned: true, reason: null },
  ]);
});

it("keeps it over a start, and forgets it when one is in again; what has another shape is not read", async () => {
  const kept = {
    roomId: "!talk",
    kind: "room",
    name: "talk",
    channelIds: [],
    byName: "Ann",
    reason: null,
    banned: false,
    at: 1,
  };
  const { list, make, back } = await rig([kept, { ...kept, at: 9e15 }, { roomId: 5 }, "x"]);
  expect(list.value).toEqual([kept]);
  back(make("!talk"));
  expect(list.value).toEqual([]);
});

it("names a time that a date can hold, whatever a homeserver says", async () => {
  const { list, make, go, clock } = await rig();
  go(make("!talk"), "@ann:x", { membership: "leave" }, 9e15);
  clock.tick(2000);
  expect(() => new Date(list.value[0]?.at ?? Number.NaN).toISOString()).not.toThrow();
});
