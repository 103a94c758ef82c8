import { expect, it } from "vitest";
import { longestRingMs, noticeContent, readNotice, referenceIn, remainingMs, ringMs } from "./ring-content.ts";

const t0 = 1_800_000_000_000;
const ours = noticeContent({ rings: ["@bo:x"], intent: "video", membershipId: "$place", now: t0 });

it("reads what it writes", () => {
  expect(readNotice(ours, t0 + 200)).toEqual({
    rings: true,
    intent: "video",
    users: ["@bo:x"],
    room: false,
    startedAt: t0,
    lifetimeMs: ringMs,
  });
  expect(referenceIn(ours)).toBe("$place");
  const told = noticeContent({ rings: null, intent: "audio", membershipId: "$place", now: t0 });
  expect(readNotice(told, t0)).toMatchObject({ rings: false, users: [], room: true, intent: "audio" });
});

it("takes the homeserver's time where the sender's is far from it", () => {
  expect(readNotice({ ...ours, sender_ts: t0 + 3_600_000 }, t0)?.startedAt).toBe(t0);
  expect(readNotice({ ...ours, sender_ts: "soon" }, t0)?.startedAt).toBe(t0);
});

it.each([
  [{ lifetime: 1e12 }, longestRingMs],
  [{ lifetime: Number.POSITIVE_INFINITY }, longestRingMs],
  [{ lifetime: "long" }, 90_000],
  [{ lifetime: 5000 }, 5000],
])("bounds how long it rings: %j", (parts, expected) => {
  expect(readNotice({ ...ours, ...parts }, t0)?.lifetimeMs).toBe(expected);
});

it.each([
  { lifetime: 0 },
  { lifetime: -1 },
  { lifetime: Number.NaN },
  { notification_type: "alarm" },
  { notification_type: ["ring"] },
  { "m.mentions": null },
  { "m.mentions": "@bo:x" },
  { slot_id: "m.call#other" },
  { slot_id: 3 },
])("is no call: %j", (parts) => {
  expect(readNotice({ ...ours, ...parts }, t0)).toBeNull();
});

it("rings no more after its time, whichever clock says so, and never from a time far ahead", () => {
  const notice = readNotice(ours, t0);
  if (notice === null) throw new Error("it is a ring");
  expect(remainingMs(notice, t0 + 1000, 800)).toBe(ringMs - 1000);
  expect(remainingMs(notice, t0 + 1000, 20_000)).toBe(ringMs - 20_000);
  expect(remainingMs(notice, t0 - 5000, 0)).toBe(ringMs);
  expect(remainingMs(notice, t0 + 24 * 3_600_000, 10)).toBeLessThan(0);
  expect(remainingMs(notice, t0, 24 * 3_600_000)).toBeLessThan(0);
  expect(remainingMs(notice, t0 - 24 * 3_600_000, 0)).toBe(0);
});

/** The same numbers in each run: what fails once fails again. */
function createNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

it("survives any content, and never rings for more than two minutes", () => {
  const number = createNumbers(5);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(number() * from.length)] as T;
  const values = [
    ...["ring", "notification", "m.call#ROOM", "m.reference", "video", "", "\u202e", "x".repeat(5000)],
    ...[0, -1, 1e12, 1e308, Number.NaN, Number.POSITIVE_INFINITY, t0, null, true, undefined],
    ...[[], {}, { user_ids: ["@me:x", 3, null] }, { user_ids: { length: 1 } }, { room: true }, { room: "yes" }],
    ...[
      { rel_type: "m.reference", event_id: 4 },
      { rel_type: "m.reference", event_id: "$x" },
    ],
  ];
  const keys = Object.keys(ours);
  let rang = 0;
  for (let round = 0; round < 20_000; round += 1) {
    const content = Object.fromEntries(
      keys.map((key) => [key, number() < 0.5 ? Reflect.get(ours, key) : pick(values)]),
    );
    referenceIn(content);
    const notice = readNotice(content, t0);
    if (notice === null) continue;
    rang += 1;
    expect(notice.users.every((user) => typeof user === "string")).toBe(true);
    expect(Number.isFinite(notice.startedAt)).toBe(true);
    const left = remainingMs(notice, t0 + (number() - 0.5) * 1e9, number() * 1e6);
    expect(left).toBeLessThanOrEqual(longestRingMs);
  }
  expect(rang).toBeGreaterThan(100);
});
