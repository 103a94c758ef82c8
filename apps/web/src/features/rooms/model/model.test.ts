import type { Arrangement } from "@parley/matrix";
import { buildMember } from "@parley/testkit";
import { describe, expect, it } from "vitest";
import { moveCategory, moveChannel, stepChannel, withoutCategory } from "./arrange.ts";
import { joinTarget } from "./links.ts";
import { findMembers } from "./members.ts";

const order: readonly Arrangement[] = [
  { id: null, name: "", channelIds: ["a"] },
  { id: "w", name: "Work", channelIds: ["b", "c"] },
  { id: "p", name: "Play", channelIds: [] },
];
const shape = (of: readonly Arrangement[] | null) =>
  of?.map(({ id, channelIds }) => `${id ?? ""}:${channelIds.join("")}`).join(" ") ?? null;

describe("the order of channels", () => {
  it("takes one out and puts it before another, or at the end", () => {
    expect(shape(moveChannel(order, "a", { categoryId: "w", at: 1 }))).toBe(": w:bac p:");
    expect(shape(moveChannel(order, "b", { categoryId: "w", at: 2 }))).toBe(":a w:cb p:");
    expect(shape(moveChannel(order, "c", { categoryId: "w", at: 0 }))).toBe(":a w:cb p:");
    expect(shape(moveChannel(order, "c", { categoryId: "p", at: 9 }))).toBe(":a w:b p:c");
  });
  it("goes step by step through everything, and ends at the ends", () => {
    expect(shape(stepChannel(order, "a", 1))).toBe(": w:abc p:");
    expect(shape(stepChannel(order, "b", 1))).toBe(":a w:cb p:");
    expect(shape(stepChannel(order, "c", 1))).toBe(":a w:b p:c");
    expect(shape(stepChannel(order, "b", -1))).toBe(":ab w:c p:");
    expect(stepChannel(order, "a", -1)).toBeNull();
    const last = moveChannel(order, "c", { categoryId: "p", at: 0 });
    expect(stepChannel(last, "c", 1)).toBeNull();
  });
  it("keeps the channels without a category first", () => {
    expect(shape(moveCategory(order, "p", 0))).toBe(":a p: w:bc");
    expect(shape(moveCategory(order, "w", 3))).toBe(":a p: w:bc");
    expect(shape(withoutCategory(order, "w"))).toBe(":abc p:");
  });
});

describe("what a link leads to", () => {
  const origin = "https://chat.example.org";
  it.each([
    ["#talk:example.org", { at: "join", target: "#talk:example.org" }],
    [" !abc ", { at: "join", target: "!abc" }],
    [
      "https://matrix.to/#/%23talk%3Aexample.org?via=a.org",
      { at: "join", target: "#talk:example.org", via: ["a.org"] },
    ],
    [
      "https://matrix.to/#/!abc:x/$event?via=a.org&via=b.org",
      { at: "join", target: "!abc:x", via: ["a.org", "b.org"] },
    ],
    ["matrix:r/talk:example.org", { at: "join", target: "#talk:example.org" }],
    ["matrix:roomid/abc?via=x.org", { at: "join", target: "!abc", via: ["x.org"] }],
    [`${origin}/s/!space/!room`, { at: "join", target: "!room" }],
    [`${origin}/s/!space`, { at: "join", target: "!space" }],
    [`${origin}/home/!room/$event`, { at: "join", target: "!room" }],
  ])("%s", (text, place) => {
    expect(joinTarget(text, origin)).toEqual(place);
  });
  it.each([
    "",
    "talk",
    "https://elsewhere.org/s/!a",
    "https://matrix.to/#/@ann:x",
    "javascript:alert(1)",
    "%",
    "matrix:u/ann:x",
    "https://matrix.to/#/%E0%A4%A",
    `#${"x".repeat(300)}:y`,
  ])("leads nowhere: %s", (text) => {
    expect(joinTarget(text, origin)).toBeNull();
  });
});

it("finds members by words of their name or id, whatever the accents", () => {
  const members = ["Tomás Ferreira", "Mira Lindqvist", "Jun"].map((name, at) =>
    buildMember({ name, userId: `@p${at}:x` }),
  );
  expect(findMembers(members, "tomas fer").map(({ name }) => name)).toEqual(["Tomás Ferreira"]);
  expect(findMembers(members, "@p2").map(({ name }) => name)).toEqual(["Jun"]);
  expect(findMembers(members, " ")).toBe(members);
});
