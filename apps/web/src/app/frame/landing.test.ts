import { buildRoom, buildSession, buildSpace, type RoomSeed } from "@parley/testkit";
import { expect, it } from "vitest";
import { landingPlace } from "./landing.ts";
import { createLastRooms, homeKey } from "./last-rooms.ts";

const listOf = (rooms: readonly RoomSeed[], names: readonly string[]) =>
  buildSession({ spaces: names.map((id) => buildSpace({ id })), rooms }).rooms.list.value;
const channel = (id: string, spaceId: string, activeAt: number) => buildRoom({ id, spaceId, activeAt });

it("lands in the only server", () => {
  expect(landingPlace(listOf([], ["!one"]), null)).toEqual({ at: "space", spaceId: "!one" });
});

it("lands where one was last, in a server or at home", () => {
  const list = listOf([buildRoom({ id: "!mira", kind: "direct" })], ["!one", "!two"]);
  expect(landingPlace(list, { spaceId: "!two", roomId: "!x" })).toEqual({ at: "space", spaceId: "!two" });
  expect(landingPlace(list, { spaceId: homeKey, roomId: "!mira" })).toEqual({ at: "home", roomId: "!mira" });
});

it("lands in the server with the latest news when nothing is remembered, or what is remembered was left", () => {
  const list = listOf([channel("!a", "!one", 10), channel("!b", "!two", 20)], ["!one", "!two"]);
  expect(landingPlace(list, null)).toEqual({ at: "space", spaceId: "!two" });
  expect(landingPlace(list, { spaceId: "!gone", roomId: "!x" })).toEqual({ at: "space", spaceId: "!two" });
  expect(landingPlace(list, { spaceId: homeKey, roomId: "!gone" })).toEqual({ at: "space", spaceId: "!two" });
});

it("stays at home without a server, and does not land in one that has only invited", () => {
  expect(landingPlace(listOf([], []), null)).toBeNull();
  const invited = buildSession({ spaces: [buildSpace({ id: "!in", membership: "invite" })] }).rooms.list.value;
  expect(landingPlace(invited, null)).toBeNull();
});

it("remembers which of two places was the last, also when both were known", () => {
  const kept = new Map<string, string>();
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const rooms = createLastRooms(store);
  expect(rooms.last()).toBeNull();
  rooms.visited("!one", "!a");
  rooms.visited("!two", "!b");
  rooms.visited("!one", "!a");
  expect(rooms.last()).toEqual({ spaceId: "!one", roomId: "!a" });
  expect(createLastRooms(store).last()).toEqual({ spaceId: "!one", roomId: "!a" });
  expect(rooms.of("!two")).toBe("!b");
});
