import { expect, it } from "vitest";
import type { RoomSummary } from "../contract/rooms.ts";
import { buildList, type SpaceFacts } from "./build-list.ts";
import { shareList } from "./share-list.ts";

const room = (id: string, activeAt: number, over: Partial<RoomSummary> = {}): RoomSummary => ({
  id,
  kind: "channel",
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
  activeAt,
  ...over,
});
const space = (id: string, channels: readonly string[]): SpaceFacts => ({
  id,
  name: id,
  topic: null,
  avatarMxc: null,
  membership: "join",
  inviterId: null,
  memberCount: 2,
  canManage: true,
  canInvite: true,
  categories: [{ id: "work", name: "Work" }],
  placeKey: null,
  children: channels.map((roomId, ts) => ({ roomId, categoryId: ts % 2 === 0 ? "work" : null, order: null, ts })),
});
const joinable = () => [{ id: "!open", name: "open", topic: null, voice: false, open: "yes" as const }];
const made = (rooms: readonly RoomSummary[], spaces: readonly SpaceFacts[]) => buildList(rooms, spaces, joinable);

it("is the old list when nothing changed", () => {
  const rooms = [room("!a", 1), room("!b", 2), room("!d", 3, { kind: "direct" })];
  const spaces = [space("!one", ["!a", "!b"])];
  const before = made(rooms, spaces);
  expect(shareList(before, made([...rooms], spaces))).toBe(before);
});

it("keeps every part but the one that something happened in", () => {
  const rooms = [room("!a", 1), room("!b", 2), room("!c", 3), room("!d", 4, { kind: "direct" })];
  const spaces = [space("!one", ["!a", "!b"]), space("!two", ["!c"])];
  const before = made(rooms, spaces);
  const changed = rooms.map((each) => (each.id === "!a" ? { ...each, unread: true } : each));
  const after = shareList(before, made(changed, spaces));
  expect(after).not.toBe(before);
  expect(after.spaces[0]).not.toBe(before.spaces[0]);
  expect(after.spaces[0]?.unread).toBe(true);
  expect(after.spaces[0]?.categories[0]).toBe(before.spaces[0]?.categories[0]);
  expect(after.spaces[0]?.categories[1]).not.toBe(before.spaces[0]?.categories[1]);
  expect(after.spaces[1]).toBe(before.spaces[1]);
  expect(after.directs).toBe(before.directs);
});

it("equals the new list whatever changed", () => {
  const rooms = [room("!a", 1), room("!b", 2), room("!c", 3)];
  const before = made(rooms, [space("!one", ["!a", "!b"])]);
  for (const [others, spaces] of [
    [rooms.slice(1), [space("!one", ["!a", "!b"])]],
    [rooms, [space("!one", ["!b"]), space("!two", ["!a"])]],
    [rooms, []],
    [rooms.toReversed(), [{ ...space("!one", ["!a", "!b"]), name: "renamed" }]],
  ] as const) {
    const after = made(others, spaces);
    expect(shareList(before, after)).toEqual(after);
  }
});

it("makes the list of 5,000 rooms anew in a few milliseconds", () => {
  const rooms = Array.from({ length: 5000 }, (_, at) =>
    room(`!${at}`, (at * 7919) % 5000, at % 2 ? { kind: "direct" } : {}),
  );
  const spaces = [
    space(
      "!one",
      rooms.filter((_, at) => at % 2 === 0).map(({ id }) => id),
    ),
  ];
  let list = made(rooms, spaces);
  const times = Array.from({ length: 15 }, (_, turn) => {
    rooms[turn * 3] = { ...(rooms[turn * 3] ?? room("!x", 0)), activeAt: 10_000 + turn };
    const begun = performance.now();
    list = shareList(list, made(rooms, spaces));
    return performance.now() - begun;
  });
  const median = times.sort((a, b) => a - b)[7] ?? 0;
  console.info(`room list: one of 5,000 rooms changed ${median.toFixed(2)} ms`);
  expect(median).toBeLessThan(40);
});
