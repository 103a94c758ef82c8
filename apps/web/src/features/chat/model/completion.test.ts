import { buildMember, buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { describe, expect, it } from "vitest";
import { findAsked, matchNames, matchRooms } from "./completion.ts";

describe("what can be completed", () => {
  it("are names and rooms after a space or at the start, up to the caret", () => {
    expect(findAsked("hi @mi", false)).toEqual({ kind: "person", term: "mi", length: 3 });
    expect(findAsked("@", true)).toEqual({ kind: "person", term: "", length: 1 });
    expect(findAsked("see (#ge", false)).toEqual({ kind: "room", term: "ge", length: 3 });
    expect(findAsked("mail@host", true)).toBeNull();
    // Whoever has no such name is not offered for it: see below.
    expect(findAsked("hi @mi there", false)).toEqual({ kind: "person", term: "mi there", length: 9 });
    for (const text of [
      "@mi ",
      "@ mi",
      "#ge ne",
      "@mi  there",
      "@a b c d e",
      "@mi\nthere",
      "@ro, @mi:x and #ge there",
    ]) {
      expect(findAsked(text, true)).toBeNull();
    }
  });

  it("offers people by more than the first word of their name only where it fits whole", () => {
    const members = ["Member 4", "Member 41", "Tomás Ferreira"].map((name, at) =>
      buildMember({ userId: `@m${at}:x`, name }),
    );
    const offered = (term: string) =>
      matchNames(members, term, { ownUserId: "@me:x", mayTellAll: true }).map((option) => option.key);
    expect(offered("member 4")).toEqual(["@m0:x", "@m1:x"]);
    expect(offered("member 41")).toEqual(["@m1:x"]);
    expect(offered("tomas fe")).toEqual(["@m2:x"]);
    expect(offered("member look")).toEqual([]);
    expect(offered("room look")).toEqual([]);
  });

  it("are codes of two letters, but no times, addresses or ratios", () => {
    expect(findAsked("well :sm", false)).toEqual({ kind: "emoji", term: "sm", length: 3 });
    expect(findAsked("👍:sm", false)).toMatchObject({ kind: "emoji" });
    for (const text of ["at 10:30", "https:foo", ":s", "::sm"]) expect(findAsked(text, false)).toBeNull();
  });

  it("are commands where the message begins only", () => {
    expect(findAsked("/sh", true)).toEqual({ kind: "command", term: "sh", length: 3 });
    expect(findAsked("/sh", false)).toBeNull();
    expect(findAsked("//sh", true)).toBeNull();
    expect(findAsked("/me waves", true)).toBeNull();
  });

  it("offers rooms that one is in, those of the same server first, and everyone after people", () => {
    const session = buildSession({
      spaces: [buildSpace({ id: "!s", name: "Atelier" }), buildSpace({ id: "!t", name: "Chess" })],
      rooms: [
        buildRoom({ id: "!g1", spaceId: "!s", name: "general" }),
        buildRoom({ id: "!g2", spaceId: "!t", name: "general" }),
        buildRoom({ id: "!d", spaceId: "!t", name: "old games" }),
        buildRoom({ id: "!no", name: "nothing" }),
      ],
    });
    const found = matchRooms(session.rooms.list.value, "g", "!d");
    expect(found.map((option) => option.key)).toEqual(["!g2", "!g1", "!d"]);
    const members = [buildMember({ userId: "@ro:x", name: "Román" })];
    const offered = (term: string, mayTellAll: boolean) =>
      matchNames(members, term, { ownUserId: "@me:x", mayTellAll }).map((option) => option.key);
    expect(offered("ro", true)).toEqual(["@ro:x", "@room"]);
    expect(offered("", true)).toEqual(["@ro:x", "@room"]);
    expect(offered("rox", true)).not.toContain("@room");
    expect(offered("room", false)).not.toContain("@room");
  });
});
