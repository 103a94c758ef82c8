import { expect, it } from "vitest";
import type { TellChange } from "../contract/notifications.ts";
import { startInbox } from "./inbox.ts";
import { startTelling } from "./teller.ts";
import { buildRig, me } from "./testing/rig.ts";

/** The same numbers in each run: what fails once fails again. */
function createNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const words = [
  "m.text",
  "m.image",
  "$event1",
  me,
  "@ada:x",
  "\u202eturned",
  "<b>x</b>",
  "",
  "x".repeat(5000),
  "m.replace",
];

it("no shape of an event breaks the telling or the inbox, or leaves in it what cannot be shown", async () => {
  const number = createNumbers(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(number() * from.length)] as T;
  const anything = (depth = 0): unknown => {
    const kind = Math.floor(number() * (depth > 3 ? 5 : 8));
    if (kind === 0) return null;
    if (kind === 1) return pick([0, -1, 1e308, -1e20, 2 ** 53, 0.5]);
    if (kind === 2) return number() > 0.5;
    if (kind < 5) return pick(words);
    if (kind === 5) return Array.from({ length: 3 }, () => anything(depth + 1));
    const keys = [
      "body",
      "msgtype",
      "m.mentions",
      "user_ids",
      "m.relates_to",
      "rel_type",
      "event_id",
      "m.in_reply_to",
      "m.new_content",
    ];
    return Object.fromEntries(Array.from({ length: 4 }, () => [pick(keys), anything(depth + 1)]));
  };
  const bare = buildRig();
  const rig = buildRig();
  const told: TellChange[] = [];
  const { inbox } = startInbox(rig.handle);
  startTelling(rig.handle, rig.list, (change) => told.push(change));
  rig.synced();
  let accepted = 0;
  for (let at = 0; at < 200; at++) {
    const mentions = number() > 0.5 ? { user_ids: [me] } : anything();
    const content = { msgtype: anything(), body: anything(), "m.mentions": mentions, "m.relates_to": anything() };
    const wild = {
      event_id: `$event${at}`,
      type: pick(["m.room.message", "m.room.encrypted", "m.sticker", "org.example", "m.reaction"]),
      content: number() > 0.1 ? content : { ...(anything() as object) },
      origin_server_ts: pick([1, -1e20, 1e18, Number.NaN, rig.clock.now()]),
      unsigned: pick([{}, { age: "old" }, { age: -5 }, { age: 10 }]),
    };
    // What the SDK itself refuses, with nobody listening, never comes here; whatever else is thrown is ours.
    const refused = await bare.arrive(structuredClone(wild)).then(
      () => false,
      () => true,
    );
    if (refused) continue;
    accepted += 1;
    await rig.arrive(wild);
    rig.clock.tick(100);
  }
  rig.clock.tick(60_000);
  expect(accepted).toBeGreaterThan(100);
  expect(told.length).toBeGreaterThan(20);
  expect(inbox.value.items.length).toBeGreaterThan(20);
  for (const { text, ts, senderName } of inbox.value.items) {
    expect(() => new Date(ts).toISOString()).not.toThrow();
    expect(text === null || (typeof text === "string" && [...text].length <= 200)).toBe(true);
    expect(typeof senderName).toBe("string");
  }
  for (const change of told) {
    if (change.type === "told") expect(change.told.text === null || change.told.text.length <= 400).toBe(true);
  }
  rig.handle.scope.end();
});

it.each([5, 0, {}, true, { startsWith: "$" }])("an edit of %j throws nothing into the SDK", async (target) => {
  const rig = buildRig();
  const { inbox } = startInbox(rig.handle);
  startTelling(rig.handle, rig.list, () => {});
  rig.synced();
  for (const type of ["m.room.message", "m.room.encrypted"]) {
    const relation = { rel_type: "m.replace", event_id: target };
    const content = { msgtype: "m.text", body: "x", "m.mentions": { user_ids: [me] }, "m.relates_to": relation };
    // What is thrown here makes the SDK drop everything that came after it in the same answer.
    await rig.arrive({ type, content: { ...content, "m.new_content": "x" } });
  }
  const after = await rig.arrive({ content: { msgtype: "m.text", body: "after", "m.mentions": { user_ids: [me] } } });
  rig.clock.tick(20_000);
  expect(inbox.value.items.map(({ eventId }) => eventId)).toContain(after.getId());
  rig.handle.scope.end();
});
