import { buildCallVideo, buildParticipant } from "@parley/testkit/calls";
import { expect, it } from "vitest";
import { featuredOf } from "./featured.ts";

const own = buildParticipant({ own: true, speaking: true });
const other = (name: string, parts = {}) => buildParticipant({ userId: `@${name}:localhost`, ...parts });
const key = (name: string) => `@${name}:localhost:DEVICE`;

it("stands for a call by who speaks, then by who did last", () => {
  const quiet = [own, other("a"), other("b"), other("c")];
  expect(featuredOf(quiet, null)?.key).toBe(key("a"));
  expect(featuredOf([own, other("a"), other("b", { speaking: true })], key("a"))?.key).toBe(key("b"));
  expect(featuredOf(quiet, key("b"))?.key).toBe(key("b"));
});

it("does not change while two speak at once", () => {
  const both = [own, other("a", { speaking: true }), other("b", { speaking: true })];
  expect(featuredOf(both, key("b"))?.key).toBe(key("b"));
});

it("prefers a screen, and shows oneself only where nobody else is", () => {
  const sharing = other("b", { screen: buildCallVideo() });
  expect(featuredOf([own, other("a", { speaking: true }), sharing], key("a"))?.key).toBe(`${key("b")} screen`);
  expect(featuredOf([own], null)?.key).toBe(own.identity);
  expect(featuredOf([], null)).toBeNull();
});
