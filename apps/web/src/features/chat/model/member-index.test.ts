import { buildMember } from "@parley/testkit";
import { expect, it } from "vitest";
import { memberIndex, nameAmong } from "./member-index.ts";

it("tells two who call themselves the same apart by their ids", () => {
  const people = memberIndex([
    buildMember({ userId: "@rosa:x", name: "rosa", ambiguous: true }),
    buildMember({ userId: "@tom:x", name: "rosa", ambiguous: true }),
    buildMember({ userId: "@ann:x", name: "Ann" }),
  ]);
  expect(["@rosa:x", "@tom:x", "@ann:x", "@gone:x"].map((userId) => nameAmong(people, userId))).toEqual([
    "rosa (@rosa:x)",
    "rosa (@tom:x)",
    "Ann",
    "@gone:x",
  ]);
});
