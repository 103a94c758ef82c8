import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { describe, expect, it } from "vitest";
import type { Place } from "../../shared/navigation.ts";
import { nextRoom } from "./room-order.ts";

const channel = (id: string, spaceId: string, categoryId: string | null, unread = false, muted = false) =>
  buildRoom({ id, name: id, spaceId, ...(categoryId === null ? {} : { categoryId }), unread: unread && !muted, muted });
const { list } = buildSession({
  spaces: [
    buildSpace({ id: "!one", categories: [{ id: "work", name: "Work" }] }),
    buildSpace({ id: "!two" }),
    buildSpace({ id: "!in", membership: "invite" }),
  ],
  rooms: [
    channel("!a", "!one", null),
    channel("!b", "!one", "work"),
    channel("!c", "!one", "work", true),
    channel("!d", "!two", null, true, true),
    channel("!e", "!two", null, true),
    buildRoom({ id: "!mira", kind: "direct", name: "Mira", unread: true }),
  ],
}).rooms;

const at = (place: Place) => ("roomId" in place ? place.roomId : undefined);
const go = (place: Place, step: 1 | -1, unreadOnly = false, folded: string[] = []) => {
  const next = nextRoom(list.value, place, step, { unreadOnly, folded: new Set(folded), mixed: false });
  return next === null ? null : at(next);
};
const one = (roomId?: string): Place => ({ at: "space", spaceId: "!one", ...(roomId === undefined ? {} : { roomId }) });

describe("next room", () => {
  it.each([
    ["!a", 1, "!b"],
    ["!c", 1, "!a"],
    ["!a", -1, "!c"],
    [undefined, 1, "!a"],
    [undefined, -1, "!c"],
  ] as const)("of the list from %j by %i: %j", (from, step, expected) => {
    expect(go(one(from), step)).toBe(expected);
  });
  it("passes over what is folded away, but not over what waits there", () => {
    expect(go(one("!a"), 1, false, ["!one work"])).toBe("!c");
  });
  it.each([
    ["!a", 1, "!c"],
    ["!c", 1, "!e"],
    ["!c", -1, "!mira"],
  ] as const)("unread from %j by %i, through all servers: %j", (from, step, expected) => {
    expect(go(one(from), step, true)).toBe(expected);
  });
  it("comes back around from home, and leaves out what is muted", () => {
    expect(go({ at: "space", spaceId: "!two", roomId: "!e" }, 1, true)).toBe("!mira");
    expect(go({ at: "home", roomId: "!mira" }, -1, true)).toBe("!e");
  });
  it("goes nowhere where there is nothing", () => {
    const empty = buildSession({}).rooms.list.value;
    expect(nextRoom(empty, { at: "home" }, 1, { unreadOnly: false, folded: new Set(), mixed: false })).toBeNull();
  });
});
