import { MatrixEvent } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import type { EventView } from "../content/event-view.ts";
import { plainOf } from "../content/plain.ts";
import type { MessageItem, TimelineItem } from "../contract/timeline.ts";
import { declineType, notificationType } from "../rtc/ring-content.ts";
import { Projection } from "./projection.ts";
import { viewOf } from "./sdk-view.ts";
import { buildMessage, buildView, buildWorld, xorshift } from "./testing/views.ts";
import { createRig, type Homeserver, ME } from "./testing/window-rig.ts";

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
const rig = (homeserver?: Homeserver) => createRig(nextTurn, homeserver);

// What the schema forbids, and what it allows and nobody means well with.

type Random = () => number;
const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;

const nasty: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  true,
  "",
  "x",
  "‮evil⁦",
  "\u0000\uD800",
  "a".repeat(60_000),
  "<".repeat(2_000),
  "<b>".repeat(3_000),
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "javascript:alert(1)",
  "__proto__",
  [],
  {},
  [[[[[]]]]],
  ["@me:x", null, 7],
  { __proto__: null, toString: "x", valueOf: 1, length: 1e9 },
  { "event_id": "$1", "rel_type": "m.replace", "m.in_reply_to": { event_id: "$1" } },
];

const keys = [
  "msgtype",
  "body",
  "format",
  "formatted_body",
  "m.relates_to",
  "m.new_content",
  "m.mentions",
  "info",
  "file",
  "url",
  "filename",
  "membership",
  "displayname",
  "avatar_url",
  "pinned",
  "redacts",
  "m.text",
  "org.matrix.msc1767.text",
  "users",
  "name",
  "topic",
  "ciphertext",
  "algorithm",
  "notification_type",
  "lifetime",
  "sender_ts",
  "application",
];
const types = [
  "m.room.message",
  "m.room.message",
  "m.room.message",
  "m.reaction",
  "m.room.redaction",
  "m.room.member",
  "m.room.pinned_events",
  "m.room.power_levels",
  "m.room.name",
  "m.sticker",
  "m.room.encrypted",
  "m.poll.start",
  notificationType,
  declineType,
  "__proto__",
];

function relation(random: Random): unknown {
  const target = `$${Math.ceil(random() * 40)}`;
  return pick<unknown>(random, [
    { rel_type: "m.replace", event_id: target },
    { rel_type: "m.annotation", event_id: target, key: pick(random, ["👍", "a".repeat(5_000), "", 7, "‮"]) },
    { "m.in_reply_to": { event_id: target } },
    { rel_type: "m.thread", event_id: target, is_falling_back: true },
    { rel_type: pick(random, nasty), event_id: pick(random, nasty), key: pick(random, nasty) },
    pick(random, nasty),
  ]);
}

function content(random: Random): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const key of keys) if (random() < 0.35) made[key] = pick(random, nasty);
  if (random() < 0.6) made.msgtype = pick(random, ["m.text", "m.emote", "m.notice", "m.image", "m.file", "x"]);
  if (random() < 0.6) made.body = pick(random, ["words", "> quoted\n\nwords", "a".repeat(60_000), "‮sdrow"]);
  if (random() < 0.3) made.format = "org.matrix.custom.html";
  if (random() < 0.5) made["m.relates_to"] = relation(random);
  if (random() < 0.3) made["m.new_content"] = { msgtype: "m.text", body: pick(random, nasty) };
  return made;
}

/** One name in many ways, and what nobody sees. */
const masks = [
  "Ann",
  "Ann",
  "Ann\u00AD",
  "A\u2060nn",
  "\uFF21nn",
  "Ann\uFE0F",
  " Ann ",
  "\u3164",
  "\u115F\u2800",
  "@ann:x",
];

const senders = ["@ann:x", "@bob:x", ME, "@me:x.evil.example", "@ME:x", "@me:x "];

/** What must hold of whatever is shown. */
function check(items: readonly TimelineItem[], sentBy: ReadonlyMap<string, string>): void {
  for (const item of items) {
    if (item.type === "gap") continue;
    expect(() => new Date(item.ts).toISOString()).not.toThrow();
    if (item.type === "call") {
      expect(item.actorId).toBe(sentBy.get(item.eventId));
      continue;
    }
    if (item.type === "notice") {
      expect(item.actorId).toBe(sentBy.get(item.eventId));
      for (const value of Object.values(item.notice)) {
        expect(typeof value).toBe("string");
        expect(value).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
      }
      continue;
    }
    checkMessage(item, sentBy);
  }
  checkNames(items);
}

/** What is seen of a name. */
const seen = (name: string): string => name.normalize("NFKC").replaceAll(/[\p{Cc}\p{Cf}\p{DI}\u2800]/gu, "");

/** Nobody is drawn like somebody else, and everybody by something that can be seen. */
function checkNames(items: readonly TimelineItem[]): void {
  const drawnAs = new Map<string, string>();
  for (const item of items) {
    if (item.type !== "message") continue;
    const name = seen(item.senderName);
    expect(name).toMatch(/\S/u);
    expect(drawnAs.get(name) ?? item.senderId).toBe(item.senderId);
    drawnAs.set(name, item.senderId);
  }
}

function checkMessage(item: MessageItem, sentBy: ReadonlyMap<string, string>): void {
  if (item.eventId !== null && sentBy.has(item.eventId)) expect(item.senderId).toBe(sentBy.get(item.eventId));
  expect(item.mine).toBe(item.senderId === ME);
  expect(item.can.edit && !item.mine).toBe(false);
  expect(typeof plainOf(item.body)).toBe("string");
  for (const { key, senders: who } of item.reactions) {
    expect(key.length).toBeGreaterThan(0);
    expect(key.length).toBeLessThanOrEqual(128);
    expect(new Set(who).size).toBe(who.length);
  }
  if (item.replyTo !== null) expect((item.replyTo.text ?? "").length).toBeLessThanOrEqual(200);
  if (item.body.type === "text") {
    expect(item.body.text).not.toMatch(/[\u202D\u202E]/u);
    expect(item.body.html === null || typeof item.body.html === "string").toBe(true);
  }
}

describe("a timeline of hostile events", () => {
  it("never throws, and never lies about who wrote what, whatever stands in them", async () => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const random = xorshift(seed);
      const { conversations, add, turn, scope } = rig(() => null);
      const timeline = conversations.openTimeline("!room:x");
      const sentBy = new Map<string, string>();
      for (let at = 0; at < 30; at += 1) {
        const type = pick(random, types);
        const sender = pick(random, senders);
        const isState = type.startsWith("m.room.") && !/message|redaction|encrypted/u.test(type);
        const [event] = await add({
          type,
          sender,
          content: content(random),
          origin_server_ts: pick(random, [1, 1_800_000_000_000, 9e15, 8.64e15, -5]),
          ...(isState ? { state_key: type === "m.room.member" ? pick(random, senders) : "" } : {}),
          ...(type === "m.room.redaction" ? { redacts: pick(random, ["$1", "$999", 7, null]) } : {}),
          unsigned: pick<unknown>(random, [{}, { prev_content: pick(random, nasty) }, { transaction_id: "p1" }]),
        });
        sentBy.set(event?.getId() ?? "", sender);
        if (random() < 0.3) await turn();
        check(timeline.items.value, sentBy);
      }
      await turn();
      await turn();
      check(timeline.items.value, sentBy);
      timeline.pins.load();
      expect(timeline.pins.ids.value.every((id) => id.startsWith("$"))).toBe(true);
      scope.end();
    }
  });

  it("draws nobody like somebody else, whatever they call themselves", async () => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const random = xorshift(seed);
      const { conversations, add, turn, scope } = rig(() => null);
      const timeline = conversations.openTimeline("!room:x");
      const enter = (who: string, membership: string) => ({
        type: "m.room.member",
        sender: who,
        state_key: who,
        content: { membership, displayname: pick(random, masks) },
      });
      await add(...senders.map((sender) => enter(sender, "join")));
      await add(...senders.map((sender) => ({ sender })));
      await turn();
      checkNames(timeline.items.value);
      for (const sender of senders) await add(enter(sender, pick(random, ["join", "leave"])));
      await turn();
      expect(timeline.items.value.filter(({ type }) => type === "message")).toHaveLength(senders.length);
      checkNames(timeline.items.value);
      scope.end();
    }
  });

  it("reads events whose very envelope is broken", () => {
    const client = rig().client;
    for (let seed = 1; seed <= 400; seed += 1) {
      const random = xorshift(seed);
      const projection = new Projection();
      const json: Record<string, unknown> = {
        event_id: "$1",
        room_id: "!room:x",
        sender: "@ann:x",
        type: "m.room.message",
      };
      json.content = random() < 0.8 ? content(random) : {};
      for (const key of ["origin_server_ts", "unsigned", "state_key", "redacts"]) {
        if (random() < 0.5) json[key] = pick(random, nasty);
      }
      const view = viewOf(new MatrixEvent(json as never), client);
      projection.put(view);
      check(projection.project([view.id], [], true, buildWorld()), new Map([["$1", "@ann:x"]]));
    }
  });

  it("takes 10,000 reactions of 10,000 people, and 10,000 kinds of one, in no time", () => {
    const projection = new Projection();
    projection.put(buildMessage("$1", "loved"));
    projection.put(buildMessage("$2", "odd"));
    const react = (id: number, target: string, key: string, sender: string): EventView =>
      buildView({ id: `$r${id}`, type: "m.reaction", sender, ts: id, relation: { kind: "reaction", target, key } });
    // The time that is worked, whatever else the machine does.
    const began = process.cpuUsage();
    for (let n = 0; n < 10_000; n += 1) {
      projection.put(react(n, "$1", "👍", `@p${n}:x`));
      projection.put(react(20_000 + n, "$2", `k${n}`, "@eve:x"));
    }
    const [loved, odd] = projection.project(["$1", "$2"], [], true, buildWorld()) as MessageItem[];
    expect(loved?.reactions[0]?.senders).toHaveLength(10_000);
    expect(odd?.reactions.length).toBeLessThanOrEqual(200);
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(1_500);
  });

  it("does not follow what refers to itself or in a circle", () => {
    const projection = new Projection();
    const edit = (id: string, target: string) =>
      buildView({
        id,
        relation: { kind: "edit", target },
        content: { "m.new_content": { msgtype: "m.text", body: id } },
      });
    projection.put(edit("$a", "$b"));
    projection.put(edit("$b", "$a"));
    projection.put(edit("$c", "$c"));
    projection.put(buildMessage("$d", "d", { "m.relates_to": { "m.in_reply_to": { event_id: "$d" } } }));
    projection.put(buildView({ id: "$e", type: "m.room.redaction", relation: { kind: "redaction", target: "$e" } }));
    const items = projection.project(["$a", "$b", "$c", "$d", "$e"], [], true, buildWorld());
    expect(items.map((item) => item.key)).toEqual(["$d"]);
  });
});
