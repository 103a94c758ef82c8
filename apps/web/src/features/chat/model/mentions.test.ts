import { buildMember } from "@parley/testkit";
import { describe, expect, it } from "vitest";
import { createNameFinder, matchPeople } from "./mentions.ts";

describe("mentions", () => {
  it("find people by any word of their name, marks aside, those who are invited too", () => {
    const people = [
      buildMember({ userId: "@tf:x", name: "Tomás Ferreira" }),
      buildMember({ userId: "@fe:x", name: "Fe" }),
      buildMember({ userId: "@rosa:x", name: "Fernanda" }),
      buildMember({ userId: "@inv:x", name: "Felix", membership: "invite" }),
    ];
    expect(matchPeople(people, "fe", "@rosa:x").map((person) => person.name)).toEqual([
      "Fe",
      "Felix",
      "Tomás Ferreira",
    ]);
    expect(matchPeople(people, "tomas", "@rosa:x").map((person) => person.userId)).toEqual(["@tf:x"]);
  });

  it("stand last when they are blocked, and not at all before a letter is typed", () => {
    const people = ["@ana:x", "@anb:x", "@anc:x"].map((userId) => buildMember({ userId, name: userId.slice(1, 4) }));
    const offered = (term: string, blocked: readonly string[]) =>
      matchPeople(people, term, "@rosa:x", blocked).map(({ userId }) => userId);
    expect(offered("an", ["@ana:x"])).toEqual(["@anb:x", "@anc:x", "@ana:x"]);
    expect(offered("", ["@ana:x"])).toEqual(["@anb:x", "@anc:x"]);
  });

  it("count without the list when a name or an id is written out whole", () => {
    const people = [
      buildMember({ userId: "@mira:x", name: "Mira Lindqvist" }),
      buildMember({ userId: "@mir:x", name: "Mir" }),
      buildMember({ userId: "@jun:x", name: "Sam" }),
      buildMember({ userId: "@sam2:x", name: "Sam" }),
      buildMember({ userId: "@rosa:x", name: "Rosa" }),
      buildMember({ userId: "@inv:x", name: "Felix", membership: "invite" }),
    ];
    const named = (text: string) =>
      createNameFinder(
        [],
        people,
        "@rosa:x",
      )(text).map(({ start, end, userIds }) => [text.slice(start, end), ...userIds]);
    expect(named("@mira look")).toEqual([["@mira", "@mira:x"]]);
    expect(named("well, @Mira Lindqvist!")).toEqual([["@Mira Lindqvist", "@mira:x"]]);
    expect(named("(@jun:x) and @Mir.").map(([, userId]) => userId)).toEqual(["@jun:x", "@mir:x"]);
    expect(named("@felix").map(([, userId]) => userId)).toEqual(["@inv:x"]);
    // Two of that name, oneself, not here, the middle of a word.
    expect(named("@sam @rosa @gone mail@mira.org @mirabelle @")).toEqual([]);
    // The processor's time, not the clock's: a busy machine makes nothing slower.
    const start = process.cpuUsage();
    named("@".repeat(20_000) + " @mira".repeat(3_000));
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(50);
  });

  it("mean the longest of the names that were picked, and the last picked of two alike, who are both told", () => {
    const ann = { userId: "@ann:x", name: "Ann" };
    const picked = [ann, { userId: "@anna:x", name: "Anna" }, { userId: "@o:x", name: "O'Neil" }];
    const find = (piece: string) => createNameFinder(picked, [], "@rosa:x")(piece).flatMap(({ userIds }) => userIds);
    expect(find("@Anna can you look?")).toEqual(["@anna:x"]);
    expect(find("@Annabel, @Ann and x@Anna")).toEqual(["@ann:x", "@anna:x"]);
    expect(find("@O&#39;Neil")).toEqual(["@o:x"]);
    const [both] = createNameFinder([ann, { userId: "@ann2:x", name: "Ann" }], [], "@rosa:x")("@Ann");
    expect(both?.userIds).toEqual(["@ann2:x", "@ann:x"]);
  });
});
