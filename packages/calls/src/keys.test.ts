import { createScope, signal, silentLog, systemRandom } from "@parley/kernel";
import type { CallMember, MediaKey, RoomCall } from "@parley/matrix";
import { createManualClock } from "@parley/testkit";
import { expect, test } from "vitest";
import { handOutKeys } from "./keys.ts";

const member = (name: string, eventId = `$${name}`): CallMember => ({
  userId: `@${name}:x`,
  deviceId: "D",
  identity: `@${name}:x:D`,
  eventId,
  joinedAt: 0,
  intent: "video",
  transport: { serviceUrl: "https://x" },
  own: name === "ada",
});
const [ada, bo, cy] = [member("ada"), member("bo"), member("cy")];

function rig(present: readonly CallMember[]) {
  const clock = createManualClock();
  const members = signal(present);
  const sent: { readonly index: number; readonly key: Uint8Array; readonly to: readonly string[] }[] = [];
  const used: [string, number][] = [];
  let hear = (_identity: string, _key: MediaKey): void => {};
  const facts: { fails: boolean; unknown: readonly CallMember[] } = { fails: false, unknown: [] };
  const call: RoomCall = {
    own: { way: "compatibility", memberId: ada.identity, identity: ada.identity },
    members,
    join: async () => Promise.reject(new Error("not asked")),
    async sendKey({ index, key }, to) {
      sent.push({ index, key, to: to.map(({ userId }) => userId) });
      if (facts.fails) throw new Error("no network");
      return facts.unknown;
    },
    prepareKeys: async () => {},
    onKey(listener) {
      hear = listener;
      return () => {};
    },
  };
  const scope = createScope();
  const sink = { use: (identity: string, { index }: MediaKey) => void used.push([identity, index]) };
  const ports = { clock, random: systemRandom, log: silentLog };
  const keys = handOutKeys(call, ada.identity, sink, ports, scope);
  const settle = async () => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return { clock, members, sent, used, keys, facts, scope, settle, hear: (id: string, key: MediaKey) => hear(id, key) };
}

test("whoever is there gets one's key at once, and oneself needs none", () => {
  const { sent, used } = rig([ada, bo]);
  expect(sent).toMatchObject([{ index: 0, to: ["@bo:x"] }]);
  expect(used).toEqual([[ada.identity, 0]]);
  expect(sent[0]?.key).toHaveLength(16);
});

test("a joiner gets the key in use at once; an older one is followed by a new one, used a second later", async () => {
  const { clock, members, sent, used, settle } = rig([ada, bo]);
  clock.tick(5000);
  members.value = [ada, bo, cy];
  expect(sent.slice(1)).toMatchObject([{ index: 0, to: ["@cy:x"] }]);
  clock.tick(6000);
  const dee = member("dee");
  members.value = [ada, bo, cy, dee];
  // The homeserver has the one that the joiner waits for to itself.
  expect(sent.slice(2)).toMatchObject([{ index: 0, to: ["@dee:x"] }]);
  await settle();
  expect(sent.slice(2)).toMatchObject([
    { index: 0, to: ["@dee:x"] },
    { index: 1, to: ["@bo:x", "@cy:x", "@dee:x"] },
  ]);
  await settle();
  clock.tick(900);
  expect(used).toEqual([[ada.identity, 0]]);
  clock.tick(200);
  expect(used.at(-1)).toEqual([ada.identity, 1]);
  expect(sent[3]?.key).not.toEqual(sent[0]?.key);
});

test("whoever leaves while a joiner's key is on its way gets none of the new ones", async () => {
  const { clock, members, sent, settle } = rig([ada, bo, cy]);
  clock.tick(11_000);
  members.value = [ada, bo, cy, member("dee")];
  members.value = [ada, bo, member("dee")];
  await settle();
  const later = sent.filter(({ index }) => index > 0);
  expect(later.length).toBeGreaterThan(0);
  for (const { to } of later) expect(to).not.toContain("@cy:x");
});

test("what is said after somebody left they cannot hear", async () => {
  const { clock, members, sent, used, settle } = rig([ada, bo, cy]);
  members.value = [ada, bo];
  expect(sent.at(-1)).toMatchObject({ index: 1, to: ["@bo:x"] });
  await settle();
  clock.tick(1100);
  expect(used.at(-1)).toEqual([ada.identity, 1]);
});

test("a device that comes again has lost its keys, and gets them again", () => {
  const { members, sent } = rig([ada, bo]);
  members.value = [ada, member("bo", "$again")];
  expect(sent.at(-1)).toMatchObject({ index: 0, to: ["@bo:x"] });
});

test("keys of others are used and known of; with their owner they are forgotten", () => {
  const { members, keys, hear, used } = rig([ada, bo]);
  hear(bo.identity, { index: 7, key: new Uint8Array(16) });
  expect([...keys.heard.value]).toEqual([bo.identity]);
  expect(used.at(-1)).toEqual([bo.identity, 7]);
  // One's own identity is nobody else's to give keys for.
  hear(ada.identity, { index: 9, key: new Uint8Array(16) });
  expect(used.at(-1)).toEqual([bo.identity, 7]);
  members.value = [ada];
  expect(keys.heard.value.size).toBe(0);
});

test("a key that comes before its sender does is used when they come", () => {
  const { clock, members, keys, hear, used } = rig([ada]);
  hear(bo.identity, { index: 5, key: new Uint8Array(16) });
  expect(keys.heard.value.size).toBe(0);
  expect(used).toEqual([[ada.identity, 0]]);
  clock.tick(2000);
  members.value = [ada, bo];
  expect([...keys.heard.value]).toEqual([bo.identity]);
  expect(used.at(-1)).toEqual([bo.identity, 5]);
});

test("a page that is loaded again may send its key before its old place is given up", () => {
  const { clock, members, keys, hear, used } = rig([ada, bo]);
  hear(bo.identity, { index: 0, key: new Uint8Array(16) });
  clock.tick(60_000);
  hear(bo.identity, { index: 0, key: new Uint8Array(16).fill(1) });
  clock.tick(500);
  members.value = [ada];
  expect(keys.heard.value.size).toBe(0);
  clock.tick(500);
  members.value = [ada, member("bo", "$again")];
  expect([...keys.heard.value]).toEqual([bo.identity]);
  expect(used.at(-1)).toEqual([bo.identity, 0]);
  members.value = [ada];
  clock.tick(60_000);
  members.value = [ada, member("bo", "$later")];
  expect(keys.heard.value.size).toBe(0);
});

test("a key that could not be sent is sent again, a few times, to who is still there", async () => {
  const { clock, members, sent, facts, settle, scope } = rig([ada]);
  facts.fails = true;
  members.value = [ada, bo];
  await settle();
  facts.fails = false;
  clock.tick(1000);
  await settle();
  expect(sent).toMatchObject([{ to: ["@bo:x"] }, { to: ["@bo:x"] }]);
  facts.fails = true;
  members.value = [ada, bo, cy];
  for (let second = 0; second < 60; second++) {
    await settle();
    clock.tick(1000);
  }
  expect(sent.length).toBeLessThan(12);
  scope.end();
});

test("whose device is not known yet gets the key when it is, and nobody else a second time", async () => {
  const { clock, members, sent, facts, settle } = rig([ada, bo]);
  facts.unknown = [cy];
  members.value = [ada, bo, cy];
  await settle();
  facts.unknown = [];
  clock.tick(1000);
  await settle();
  clock.tick(10_000);
  expect(sent.slice(1)).toMatchObject([{ to: ["@cy:x"] }, { to: ["@cy:x"] }]);
});

test("whoever comes while a new key is about to be used gets it, too", () => {
  const { clock, members, sent } = rig([ada, bo, cy]);
  members.value = [ada, bo];
  clock.tick(500);
  members.value = [ada, bo, member("dee")];
  clock.tick(1000);
  expect(sent.filter(({ to }) => to.includes("@dee:x")).map(({ index }) => index)).toEqual([0, 1]);
});

test("whoever had lost their place gives their key again, and is read again by the one they had", () => {
  const { members, sent, keys, hear, used, clock } = rig([ada, bo]);
  hear(bo.identity, { index: 4, key: new Uint8Array(16) });
  clock.tick(120_000);
  members.value = [bo];
  members.value = [member("ada", "$again"), bo];
  expect(sent.slice(1)).toMatchObject([{ index: 0, to: ["@bo:x"] }]);
  members.value = [member("ada", "$again")];
  expect(keys.heard.value.size).toBe(0);
  clock.tick(5000);
  members.value = [member("ada", "$again"), member("bo", "$again")];
  expect([...keys.heard.value]).toEqual([bo.identity]);
  expect(used.at(-1)).toEqual([bo.identity, 4]);
});

test("a new key waits for its sending: a few seconds for who came, two for who has left, whatever follows", async () => {
  const { clock, members, used, facts, settle, scope } = rig([ada, bo]);
  const index = () => used.at(-1)?.[1];
  facts.fails = true;
  clock.tick(20_000);
  members.value = [ada, bo, cy];
  await settle();
  clock.tick(4900);
  expect(index()).toBe(0);
  clock.tick(200);
  expect(index()).toBe(1);
  members.value = [ada, bo];
  await settle();
  clock.tick(1900);
  expect(index()).toBe(1);
  // Whoever comes in between does not put it off.
  members.value = [ada];
  await settle();
  clock.tick(200);
  expect(index()).toBe(3);
  scope.end();
});
