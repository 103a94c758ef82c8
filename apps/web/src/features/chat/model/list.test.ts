import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { describe, expect, it } from "vitest";
import { askersBySpace, findRoom, foldKey, homeState, inOrder, mixedRooms, shownChannels, spaceOf } from "./list.ts";

const session = buildSession({
  spaces: [buildSpace({ id: "!s", categories: [{ id: "work", name: "Work" }] })],
  rooms: [
    buildRoom({ id: "!general", spaceId: "!s", name: "general", activeAt: 1 }),
    buildRoom({ id: "!design", spaceId: "!s", categoryId: "work", name: "design", unread: true, activeAt: 5 }),
    buildRoom({
      id: "!random",
      spaceId: "!s",
      categoryId: "work",
      name: "random",
      unreadCount: 4,
      muted: true,
      activeAt: 2,
    }),
    buildRoom({ id: "!mira", kind: "direct", name: "Mira", unread: true, unreadCount: 2, activeAt: 3 }),
    buildRoom({ id: "!invited", name: "later", membership: "invite" }),
  ],
});
const list = session.rooms.list.value;
const ids = (rooms: readonly { readonly id: string }[]) => rooms.map((room) => room.id);

describe("room list", () => {
  it("finds rooms, invitations and the space of a channel", () => {
    expect(findRoom(list, "!design")?.name).toBe("design");
    expect(findRoom(list, "!invited")?.membership).toBe("invite");
    expect(spaceOf(list, "!design")?.id).toBe("!s");
    expect(spaceOf(list, "!mira")).toBeNull();
  });

  it("shows of a folded category what is unread or in view", () => {
    const folded = new Set([foldKey("!s", "work")]);
    const work = list.spaces[0]?.categories.find((category) => category.id === "work");
    if (work === undefined) throw new Error("no category");
    expect(ids(shownChannels("!s", work, folded, [null]))).toEqual(["!design"]);
    expect(ids(shownChannels("!s", work, folded, [null, "!random"]))).toEqual(["!design", "!random"]);
    expect(ids(shownChannels("!s", work, new Set(), [null]))).toHaveLength(2);
  });

  it("puts the newest first on the phone", () => {
    expect(ids(mixedRooms(list))).toEqual(["!design", "!mira", "!random", "!general"]);
  });

  it("counts who asks to come in by the server, its channels included, or at home", () => {
    const askers = ["!s", "!design", "!elsewhere"].map((roomId) => ({ roomId }));
    expect([...askersBySpace(list, askers)]).toEqual([
      ["!s", 2],
      [null, 1],
    ]);
  });

  it("counts direct messages and invitations at home", () => {
    expect(homeState(list)).toEqual({ unread: true, mentions: 3 });
  });
});

it("keeps an order that stood before, with what is new behind it", () => {
  const [a, b, c] = ["!a", "!b", "!c"].map((id) => buildRoom({ id, name: id }).summary);
  if (a === undefined || b === undefined || c === undefined) throw new Error("three rooms were made");
  expect(inOrder([c, b, a], [a, b])).toEqual([a, b, c]);
});
