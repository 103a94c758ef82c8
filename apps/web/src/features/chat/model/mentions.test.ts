import { buildMember } from "@parley/testkit";
import { describe, expect, it } from "vitest";
import { findMention, matchPeople } from "./mentions.ts";

describe("mentions", () => {
  it("begin after a space or at the start, and end at the caret", () => {
    expect(findMention("hi @mi", 6)).toEqual({ from: 3, term: "mi" });
    expect(findMention("@", 1)).toEqual({ from: 0, term: "" });
    expect(findMention("mail@host", 9)).toBeNull();
    expect(findMention("@mi there", 9)).toBeNull();
  });

  it("find people by any word of their name, marks aside, those here only", () => {
    const people = [
      buildMember({ userId: "@tf:x", name: "Tomás Ferreira" }),
      buildMember({ userId: "@fe:x", name: "Fe" }),
      buildMember({ userId: "@rosa:x", name: "Fernanda" }),
      buildMember({ userId: "@inv:x", name: "Felix", membership: "invite" }),
    ];
    expect(matchPeople(people, "fe", "@rosa:x").map((person) => person.name)).toEqual(["Fe", "Tomás Ferreira"]);
    expect(matchPeople(people, "tomas", "@rosa:x").map((person) => person.userId)).toEqual(["@tf:x"]);
  });
});
