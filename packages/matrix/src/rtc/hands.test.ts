import { describe, expect, it } from "vitest";
import { buildCallMember } from "../testing/build-call-member.ts";
import { type HandEvent, Hands, handContent, handIn, handKey } from "./hands.ts";

const mira = buildCallMember({ userId: "@mira:localhost", eventId: "$mira", joinedAt: 100 });
const jun = buildCallMember({ userId: "@jun:localhost", eventId: "$jun", joinedAt: 200 });
const hand = (id: string, of: typeof mira, parts: Partial<HandEvent> = {}): HandEvent => ({
  id,
  sender: of.userId,
  sentAt: 1000,
  content: handContent(of.eventId),
  ...parts,
});

describe("a raised hand", () => {
  it("is that of the place which it refers to, in the order of raising", () => {
    const hands = new Hands();
    hands.put(hand("$1", jun, { sentAt: 2000 }));
    hands.put(hand("$2", mira, { sentAt: 3000 }));
    expect(hands.raised([mira, jun]).map(({ userId, since }) => [userId, since])).toEqual([
      [jun.userId, 2000],
      [mira.userId, 3000],
    ]);
    expect(hands.raised([mira])).toHaveLength(1);
  });

  it("is not raised by somebody else, nor for a place that was", () => {
    const hands = new Hands();
    hands.put(hand("$1", mira, { sender: jun.userId }));
    hands.put(hand("$2", mira, { content: handContent("$earlier") }));
    expect(hands.raised([mira, jun])).toEqual([]);
  });

  it("goes down with the last of its events, also when it is told of before", () => {
    const hands = new Hands();
    hands.put(hand("$1", mira));
    hands.put(hand("$2", mira));
    expect(hands.of(mira)).toEqual(["$1", "$2"]);
    hands.redact("$1");
    expect(hands.raised([mira])).toHaveLength(1);
    hands.redact("$2");
    hands.redact("$3");
    expect(hands.put(hand("$3", mira))).toBe(false);
    expect(hands.raised([mira])).toEqual([]);
  });

  it("was not up before its person came, whatever the event says", () => {
    const hands = new Hands();
    hands.put(hand("$1", mira, { sentAt: -1e15 }));
    hands.put(hand("$2", jun, { sentAt: Number.NaN }));
    expect(hands.raised([mira, jun]).map(({ since }) => since)).toEqual([100, 200]);
  });

  it.each([
    null,
    "hand",
    {},
    { "m.relates_to": null },
    { "m.relates_to": { rel_type: "m.annotation", event_id: "$mira", key: "👍" } },
    { "m.relates_to": { rel_type: "m.reference", event_id: "$mira", key: handKey } },
    { "m.relates_to": { rel_type: "m.annotation", event_id: 7, key: handKey } },
    { "m.relates_to": { rel_type: "m.annotation", event_id: "x".repeat(300), key: handKey } },
  ])("is not %j", (content) => {
    expect(handIn(content)).toBeNull();
  });

  it("is one without the mark for pictures, too", () => {
    const content = { "m.relates_to": { rel_type: "m.annotation", event_id: "$mira", key: "🖐" } };
    expect(handIn(content)).toBe("$mira");
  });
});

/** Numbers that look random and are the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % sides;
  };
}

it("shows, whatever comes in whatever order, only hands of those in the call that they have raised themselves", () => {
  const people = [mira, jun, buildCallMember({ userId: "@ada:localhost", eventId: "$ada" })];
  const senders = [...people.map(({ userId }) => userId), "@outside:localhost", ""];
  const targets = [...people.map(({ eventId }) => eventId), "$gone", "", 3, null];
  const keys = [handKey, "🖐", "👍", "", null, {}];
  const kinds = ["m.annotation", "m.annotation", "m.annotation", "m.reference", null];
  for (let seed = 1; seed <= 60; seed += 1) {
    const roll = dice(seed);
    const one = <T>(of: readonly T[]): T => of[roll(of.length)] as T;
    const hands = new Hands();
    const up = new Map<string, { sender: string; target: unknown }>();
    const down = new Set<string>();
    for (let step = 0; step < 200; step += 1) {
      const id = `$event-${roll(80)}`;
      if (roll(4) === 0) {
        hands.redact(id);
        down.add(id);
        up.delete(id);
        continue;
      }
      const relation = { rel_type: one(kinds), event_id: one(targets), key: one(keys) };
      const event = {
        id,
        sender: one(senders),
        sentAt: roll(5) === 0 ? Number.NaN : roll(9999),
        content: { "m.relates_to": relation },
      };
      const valid = relation.rel_type === "m.annotation" && (relation.key === handKey || relation.key === "🖐");
      if (hands.put(event) && valid && !down.has(id)) up.set(id, { sender: event.sender, target: relation.event_id });
    }
    const shown = hands.raised(people);
    const truly = people.filter(({ userId, eventId }) =>
      [...up.values()].some(({ sender, target }) => sender === userId && target === eventId),
    );
    expect(new Set(shown.map(({ userId }) => userId))).toEqual(new Set(truly.map(({ userId }) => userId)));
    expect(shown.length).toBeLessThanOrEqual(people.length);
    expect(shown.map(({ since }) => since)).toEqual(shown.map(({ since }) => since).sort((a, b) => a - b));
  }
});

it("keeps no more than it can look at, however many come", () => {
  const hands = new Hands();
  for (let at = 0; at < 5000; at += 1) hands.put(hand(`$${at}`, mira));
  expect(hands.of(mira)).toHaveLength(8);
  for (let at = 0; at < 5000; at += 1) {
    hands.put({ id: `$other-${at}`, sender: `@${at}:localhost`, sentAt: 1, content: handContent(`$place-${at}`) });
  }
  // The oldest place has made room.
  expect(hands.of(mira)).toHaveLength(0);
  expect(hands.of({ userId: "@4999:localhost", eventId: "$place-4999" })).toHaveLength(1);
});
