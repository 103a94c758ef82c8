import { MatrixClient, MatrixEvent, MemoryStore, Room } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { xorshift } from "../timeline/testing/views.ts";
import type { SpaceChild } from "./build-list.ts";
import {
  followedChildren,
  predecessorFor,
  predecessorOf,
  replacedRooms,
  successorFor,
  successorOf,
  type Upgrade,
} from "./upgrades.ts";

const me = "@me:hs";
const client = new MatrixClient({ baseUrl: "http://hs", userId: me, store: new MemoryStore() });
let counter = 0;
const state = (roomId: string, type: string, content: unknown, sender: string, key = "") =>
  new MatrixEvent({
    event_id: `$${counter++}`,
    room_id: roomId,
    type,
    state_key: key,
    sender,
    origin_server_ts: 1,
    content: content as object,
  });

/** A room of mine whose tombstone and creation say this; undefined: there is no such event. */
function build(
  roomId: string,
  said: { tombstone?: unknown; create?: unknown; membership?: string; sender?: string },
): Room {
  const room = new Room(roomId, client, me);
  const sender = said.sender ?? "@ann:far.example";
  const events = [
    state(roomId, "m.room.create", said.create ?? {}, sender),
    state(roomId, "m.room.member", { membership: said.membership ?? "join" }, me, me),
  ];
  if (said.tombstone !== undefined) events.push(state(roomId, "m.room.tombstone", said.tombstone, sender));
  room.currentState.setStateEvents(events);
  room.recalculate();
  return room;
}
const among = (rooms: readonly Room[]) => (roomId: string) => rooms.find((room) => room.roomId === roomId) ?? null;
const to = (replacement_room: unknown) => ({ body: "moved", replacement_room });
const from = (room_id: unknown) => ({ predecessor: { room_id, event_id: "$x" } });

it("reads where a room goes on and where it comes from, of rooms with and without a server in their ids", () => {
  expect(successorOf(build("!a:hs", { tombstone: to("!b:hs") }))).toBe("!b:hs");
  expect(successorOf(build("!a:hs", { tombstone: to("!hZ_9-aQ") }))).toBe("!hZ_9-aQ");
  expect(predecessorOf(build("!b:hs", { create: from("!a:hs") }))).toBe("!a:hs");
  expect(successorOf(build("!a:hs", {}))).toBeNull();
  expect(predecessorOf(build("!a:hs", {}))).toBeNull();
});

it.each<{ readonly said: unknown }>(
  [
    null,
    7,
    true,
    [],
    ["!b:hs"],
    {},
    { toString: "!b:hs" },
    "",
    "b",
    "#b:hs",
    "@b:hs",
    "!",
    "!a:hs",
    "!b c:hs",
    "!b/c:hs",
    "!b\u202Ec:hs",
    "!b\u0000:hs",
    `!${"b".repeat(300)}`,
  ].map((said) => ({ said })),
)("takes no $said for a room", ({ said }) => {
  expect(successorOf(build("!a:hs", { tombstone: to(said) }))).toBeNull();
  expect(predecessorOf(build("!a:hs", { create: from(said) }))).toBeNull();
  expect(predecessorOf(build("!a:hs", { create: { predecessor: said } }))).toBeNull();
  expect(successorFor(build("!a:hs", { tombstone: said }), () => null)).toBeNull();
});

it("joins through the server of whoever moved it, that of the new room, and its own", () => {
  const via = (sender: string, roomId: string) =>
    successorFor(build("!a:hs", { tombstone: to(roomId), sender }), () => null)?.via;
  expect(via("@ann:far.example:8448", "!b:third.example")).toEqual(["far.example:8448", "third.example", "hs"]);
  expect(via("@ann:hs", "!b")).toEqual(["hs"]);
  expect(via("@ann:evil example/?x", "!b:a{b}")).toEqual(["hs"]);
});

it("leads past rooms that I am in and that were upgraded themselves, and never around in a circle", () => {
  const a = build("!a", { tombstone: to("!b") });
  const b = build("!b", { create: from("!a"), tombstone: to("!c") });
  const c = build("!c", { create: from("!b") });
  expect(successorFor(a, among([a, b, c]))).toMatchObject({ roomId: "!c", joined: true });
  expect(successorFor(a, among([a, b]))).toMatchObject({ roomId: "!c", joined: false });
  const left = build("!b", { create: from("!a"), tombstone: to("!c"), membership: "leave" });
  expect(successorFor(a, among([a, left, c]))).toMatchObject({ roomId: "!b", joined: false });
  // It does not say that it continues `!a`: nothing more is believed of it.
  const stranger = build("!b", { create: from("!x"), tombstone: to("!c") });
  expect(successorFor(a, among([a, stranger, c]))).toMatchObject({ roomId: "!b", joined: true });
  const one = build("!one", { create: from("!two"), tombstone: to("!two") });
  const two = build("!two", { create: from("!one"), tombstone: to("!one") });
  expect(successorFor(one, among([one, two]))).toMatchObject({ roomId: "!two" });
});

it("believes a room that it continues another one when that one says the same and I am in it", () => {
  const b = build("!b", { create: from("!a") });
  const a = (tombstone: unknown, membership = "join") => build("!a", { tombstone, membership });
  expect(predecessorFor(b, among([a(to("!b"))]))).toBe("!a");
  expect(predecessorFor(b, among([a(to("!x"))]))).toBeNull();
  expect(predecessorFor(b, among([a(undefined)]))).toBeNull();
  expect(predecessorFor(b, among([a(to("!b"), "leave")]))).toBeNull();
  expect(predecessorFor(b, () => null)).toBeNull();
});

const upgrade = (successor: string | null, predecessor: string | null = null): Upgrade => ({ successor, predecessor });

it("puts the last room of a chain in the place of all before it", () => {
  const chain = new Map([
    ["!a", upgrade("!b")],
    ["!b", upgrade("!c", "!a")],
    ["!c", upgrade(null, "!b")],
  ]);
  expect(replacedRooms(chain)).toEqual(
    new Map([
      ["!a", "!c"],
      ["!b", "!c"],
    ]),
  );
});

it("hides no room whose successor I am not in, or which does not name it", () => {
  expect(replacedRooms(new Map([["!a", upgrade("!b")]])).size).toBe(0);
  const pair = (predecessor: string | null) =>
    new Map([
      ["!a", upgrade("!b")],
      ["!b", upgrade(null, predecessor)],
    ]);
  expect(replacedRooms(pair(null)).size).toBe(0);
  expect(replacedRooms(pair("!x")).size).toBe(0);
  expect(replacedRooms(pair("!a")).size).toBe(1);
});

it("never loses a conversation, whatever rooms say of each other", () => {
  const random = xorshift(7);
  for (let turn = 0; turn < 400; turn++) {
    const count = 1 + Math.floor(random() * 8);
    const name = (): string | null => {
      const at = Math.floor(random() * (count + 2));
      return at === count + 1 ? null : `!${at}`;
    };
    const rooms = new Map(Array.from({ length: count }, (_, at) => [`!${at}`, upgrade(name(), name())]));
    const replaced = replacedRooms(rooms);
    for (const [roomId, by] of replaced) {
      // What stands in its place is mine, stands itself, and is reached by links that both sides name.
      expect(rooms.has(by)).toBe(true);
      expect(replaced.has(by)).toBe(false);
      let at = roomId;
      while (at !== by) {
        const next: string = rooms.get(at)?.successor ?? "";
        expect(rooms.get(next)?.predecessor).toBe(at);
        at = next;
      }
    }
    expect(replaced.size).toBeLessThan(rooms.size);
  }
});

const child = (roomId: string, more: Partial<SpaceChild> = {}): SpaceChild => ({
  roomId,
  categoryId: null,
  order: null,
  ts: 0,
  ...more,
});

it("gives the new room the old one's place in a server, once, unless it was put somewhere else", () => {
  const moved = new Map([["!old", "!new"]]);
  const old = child("!old", { categoryId: "work", order: "b", ts: 1 });
  const placed = child("!new", { categoryId: "work", order: "b", ts: 1 });
  expect(followedChildren([child("!x"), old], moved)).toEqual([child("!x"), placed]);
  expect(followedChildren([child("!new", { ts: 9 }), old], moved)).toEqual([placed]);
  // As Element lists it: with the order, and without the category that it does not know.
  expect(followedChildren([child("!new", { order: "c", ts: 9 }), old], moved)).toEqual([
    child("!new", { order: "c", categoryId: "work", ts: 9 }),
  ]);
  expect(followedChildren([old, child("!new", { categoryId: "far", ts: 9 })], moved)).toEqual([
    child("!new", { categoryId: "far", ts: 9 }),
  ]);
  const untouched = [child("!x"), child("!new")];
  expect(followedChildren(untouched, moved)).toBe(untouched);
});
