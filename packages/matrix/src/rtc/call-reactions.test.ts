import { describe, expect, it } from "vitest";
import { buildCallMember } from "../testing/build-call-member.ts";
import { emojiIn, Reactions, reactionContent } from "./call-reactions.ts";

const mira = buildCallMember({ userId: "@mira:localhost", eventId: "$mira" });
const jun = buildCallMember({ userId: "@jun:localhost", eventId: "$jun" });
const from = (of: typeof mira, emoji = "👍") => ({
  sender: of.userId,
  content: reactionContent(of.eventId, emoji, "thumbsup"),
});

describe("a reaction", () => {
  it("is that of the place which it refers to", () => {
    const reactions = new Reactions();
    expect(reactions.take(from(mira), [mira, jun], 0)).toEqual({ identity: mira.identity, emoji: "👍" });
    expect(reactions.take({ ...from(mira), sender: jun.userId }, [mira, jun], 9000)).toBeNull();
    expect(reactions.take(from(mira), [jun], 9000)).toBeNull();
  });

  it("of the same place is shown once in three seconds", () => {
    const reactions = new Reactions();
    const take = (of: typeof mira, at: number) => reactions.take(from(of), [mira, jun], at) !== null;
    expect([take(mira, 0), take(mira, 2999), take(jun, 2999), take(mira, 3000)]).toEqual([true, false, true, true]);
  });

  it.each([
    null,
    "x",
    {},
    { emoji: "👍" },
    { emoji: "👍", "m.relates_to": { rel_type: "m.annotation", event_id: "$mira" } },
  ])("is not %j", (content) => {
    expect(new Reactions().take({ sender: mira.userId, content }, [mira], 0)).toBeNull();
  });
});

it.each([
  ["👍👍👍", "👍"],
  ["👨‍👩‍👧‍👦 family", "👨‍👩‍👧‍👦"],
  ["🇪🇸", "🇪🇸"],
  ["👋🏽", "👋🏽"],
  ["A very long sentence", null],
  ["\u202eabc", null],
  ["", null],
  [" ", null],
  [{}, null],
  ["z".repeat(100_000), null],
])("takes of %j the first picture", (value, emoji) => {
  expect(emojiIn(value)).toBe(emoji);
});
