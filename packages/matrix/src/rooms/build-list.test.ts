import { expect, it } from "vitest";
import type { RoomSummary } from "../contract/rooms.ts";
import { buildList, type SpaceChild, type SpaceFacts } from "./build-list.ts";
import { oneLine } from "./preview.ts";
import { categoriesIn } from "./read-room.ts";

const room = (id: string, more: Partial<RoomSummary> = {}): RoomSummary => ({
  id,
  kind: "room",
  voice: false,
  name: id,
  topic: null,
  avatarMxc: null,
  membership: "join",
  inviterId: null,
  access: "server",
  encrypted: true,
  unread: false,
  unreadCount: 0,
  mentions: 0,
  muted: false,
  memberCount: 2,
  directUserId: null,
  last: null,
  activeAt: 0,
  ...more,
});
const child = (roomId: string, more: Partial<SpaceChild> = {}): SpaceChild => ({
  roomId,
  categoryId: null,
  order: null,
  ts: 0,
  ...more,
});
const space = (id: string, more: Partial<SpaceFacts> = {}): SpaceFacts => ({
  id,
  name: id,
  topic: null,
  avatarMxc: null,
  membership: "join",
  inviterId: null,
  memberCount: 1,
  canManage: false,
  canInvite: false,
  categories: [],
  placeKey: null,
  children: [],
  ...more,
});
const nothing = () => [];

it("puts servers as this account has put them, the others behind by name", () => {
  const spaces = [
    space("d"),
    space("c"),
    space("b", { placeKey: "a" }),
    space("a", { placeKey: "b" }),
    space("z", { placeKey: "B" }),
  ];
  const list = buildList([], spaces, nothing);
  expect(list.spaces.map(({ id }) => id)).toEqual(["z", "b", "a", "c", "d"]);
  expect(list.spaces[0]).not.toHaveProperty("placeKey");
});

it("puts channels under their categories, those without one first", () => {
  const list = buildList(
    [room("a", { kind: "channel" }), room("b", { kind: "channel" }), room("c", { kind: "channel" })],
    [
      space("s", {
        categories: [
          { id: "x", name: "X" },
          { id: "y", name: "Y" },
        ],
        children: [child("a", { categoryId: "x" }), child("b"), child("c", { categoryId: "gone" })],
      }),
    ],
    nothing,
  );
  expect(list.spaces[0]?.categories.map((c) => [c.id, c.channels.map((r) => r.id)])).toEqual([
    [null, ["b", "c"]],
    ["x", ["a"]],
    ["y", []],
  ]);
  expect(list.rooms).toEqual([]);
});

it("orders channels by order, then by when they were added, then by id", () => {
  const children = [
    child("d", { ts: 2 }),
    child("a", { ts: 3 }),
    child("b", { order: "b", ts: 9 }),
    child("c", { order: "a", ts: 8 }),
    child("e", { ts: 2 }),
  ];
  const list = buildList(
    ["a", "b", "c", "d", "e"].map((id) => room(id, { kind: "channel" })),
    [space("s", { children })],
    nothing,
  );
  expect(list.spaces[0]?.categories[0]?.channels.map((r) => r.id)).toEqual(["c", "b", "d", "e", "a"]);
});

it("sums unread and mentions up, and keeps each row as it was given", () => {
  const loud = room("a", { kind: "channel", unread: true, mentions: 2 });
  const list = buildList(
    [loud, room("b", { kind: "channel", mentions: 1 })],
    [space("s", { children: [child("a"), child("b")] })],
    nothing,
  );
  expect(list.spaces[0]).toMatchObject({ unread: true, mentions: 3 });
  expect(list.spaces[0]?.categories[0]?.channels[0]).toBe(loud);
});

it("shows people and loose rooms by their newest activity, invitations apart", () => {
  const list = buildList(
    [
      room("old", { kind: "direct", activeAt: 1, directUserId: "@o:x" }),
      room("new", { kind: "direct", activeAt: 5, directUserId: "@n:x" }),
      room("r1", { activeAt: 1 }),
      room("r2", { activeAt: 2 }),
      room("asked", { membership: "invite" }),
    ],
    [space("s", { membership: "invite" })],
    nothing,
  );
  expect(list.directs.map((r) => r.id)).toEqual(["new", "old"]);
  expect(list.rooms.map((r) => r.id)).toEqual(["r2", "r1"]);
  expect(list.invites.map((r) => r.id)).toEqual(["asked", "s"]);
  expect(list.spaces).toEqual([]);
});

it("offers channels that I have not joined, and none that I was invited to or am in", () => {
  const offered = [
    { id: "a", name: "A", topic: null, voice: false, open: "yes" as const },
    { id: "b", name: "B", topic: "about", voice: true, open: "yes" as const },
    { id: "i", name: "I", topic: null, voice: false, open: "yes" as const },
  ];
  const list = buildList(
    [room("a", { kind: "channel" }), room("i", { membership: "invite" })],
    [space("s", { children: [child("a"), child("b"), child("i"), child("hidden")] })],
    () => offered,
  );
  expect(list.spaces[0]?.categories[0]?.joinable).toEqual([
    { id: "b", name: "B", topic: "about", voice: true, open: "yes" },
  ]);
});

it("leaves a channel that I have asked to be let into where it stood", () => {
  const list = buildList(
    [room("k", { membership: "knock" })],
    [space("s", { categories: [{ id: "x", name: "X" }], children: [child("k", { categoryId: "x" })] })],
    nothing,
  );
  expect(list.spaces[0]?.categories[1]?.joinable).toEqual([
    { id: "k", name: "k", topic: null, voice: false, open: "ask" },
  ]);
});

it("is unread for a muted channel only where that counts as unread: marked to come back to", () => {
  const made = (unread: boolean) =>
    buildList(
      [room("a", { kind: "channel", unread, unreadCount: 7, muted: true })],
      [space("s", { children: [child("a")] })],
      nothing,
    ).spaces[0]?.unread;
  expect([made(true), made(false)]).toEqual([true, false]);
});

it("lists 500 rooms in 20 ms", () => {
  const rooms = Array.from({ length: 500 }, (_, at) => room(`r${at}`, { kind: "channel", activeAt: at }));
  const spaces = Array.from({ length: 10 }, (_, at) =>
    space(`s${at}`, { children: rooms.slice(at * 40, at * 40 + 40).map((r, n) => child(r.id, { ts: n })) }),
  );
  const times: number[] = [];
  for (let turn = 0; turn < 21; turn++) {
    const start = performance.now();
    buildList(rooms, spaces, nothing);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  expect(times[10]).toBeLessThan(20);
});

it("reads categories of any shape without throwing", () => {
  expect(categoriesIn(null)).toEqual([]);
  expect(categoriesIn({ categories: "x" })).toEqual([]);
  expect(
    categoriesIn({ categories: [null, 1, { id: 1, name: "a" }, { id: "a", name: "A" }, { id: "a", name: "again" }] }),
  ).toEqual([{ id: "a", name: "A" }]);
});

it("makes one line of a message, cut without halving a letter", () => {
  expect(oneLine(" a\n\n b\t c ")).toBe("a b c");
  expect(oneLine("````md\n```js\nlet a;\n```\n````\nso")).toBe("let a; so");
  expect(oneLine("```")).toBe("```");
  const cut = oneLine("👍".repeat(300));
  expect([...cut].length).toBe(200);
  expect(cut.endsWith("👍…")).toBe(true);
});
