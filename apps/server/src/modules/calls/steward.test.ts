import { silentLog } from "@parley/kernel";
import { expect, test } from "vitest";
import { FakeClock } from "../../testing/test-app.ts";
import { factsOf } from "../rooms/facts.ts";
import { createGate } from "./gate.ts";
import { signToken } from "./jwt.ts";
import { createOccupancy } from "./occupancy.ts";
import type { SfuApi } from "./sfu-api.ts";
import { createSteward, type People } from "./steward.ts";
import type { CallStore } from "./store.ts";

const seat = { alias: "call", identity: "@bo:x:D" };
const key = { key: "k", secret: "a-secret-of-at-least-32-characters" };

/** One call with one seat, in a LiveKit that lists who is `present`. */
function call() {
  const clock = new FakeClock();
  const facts = {
    present: [seat.identity],
    joined: ["@bo:x"],
    speakLevel: 0,
    removed: false,
    down: false,
    home: "here" as "here" | "listed" | "elsewhere",
    checking: true,
    seen: 0,
    noted: 0,
  };
  const done: string[] = [];
  const rows = {
    call: async () => ({ alias: "call", room_id: "!r:x", slot_id: "s", last_seen: facts.seen }),
    callsOf: async () => [{ alias: "call", room_id: "!r:x", slot_id: "s", last_seen: 0 }],
    findSeat: async (_alias: string, identity: string) =>
      identity === seat.identity
        ? { ...seat, user_id: "@bo:x", device_id: "D", issued_at: 0, removed_at: facts.removed ? 1 : null }
        : undefined,
    remove: async () => {
      facts.removed = true;
    },
    seen: async (_aliases: readonly string[], now: number) => {
      facts.seen = now;
      facts.noted += 1;
    },
  } as unknown as CallStore;
  const sfu = {
    createRoom: async () => void done.push("make"),
    listParticipants: async () => facts.present.map((identity) => ({ identity, tracks: [] })),
    removeParticipant: async (_room: string, identity: string) => void done.push(`remove ${identity}`),
    permit: async (_room: string, _identity: string, { canPublishSources }) =>
      void done.push(`permit ${canPublishSources.join(",")}`),
  } as Partial<SfuApi> as SfuApi;
  const people: People = {
    powers: async () => {
      if (facts.down) throw new Error("down");
      const levels = { events: { "parley.call.speak": facts.speakLevel } };
      return factsOf(facts.joined, [], [{ sender: "@ada:x", stateKey: "", content: levels }]);
    },
    hasDevice: async () => true,
    homeOf: () => facts.home,
    signedOut: () => {},
    onChange: () => () => {},
  };
  const occupancy = createOccupancy(clock, () => Number.NEGATIVE_INFINITY);
  const steward = createSteward({ rows, sfu, occupancy, people, clock, log: silentLog });
  const checks = { owns: (alias: string) => alias === "check", admits: () => facts.checking };
  const gate = createGate({ key: () => key, occupancy, steward, checks, now: () => clock.now() });
  const token = signToken(
    key,
    { identity: seat.identity, video: { room: "call" }, expiresAt: Math.floor(clock.now() / 1000) + 1800 },
    clock.now(),
  );
  return { facts, done, steward, gate, token, clock };
}

test("who comes again with an older token is held to the levels of now", async () => {
  const { facts, done, steward } = call();
  await steward.came(seat);
  expect(done).toEqual(["permit "]);
  facts.speakLevel = 50;
  await steward.look("call");
  await steward.look("call");
  expect(done.slice(1)).toEqual(["permit camera,screen_share,screen_share_audio"]);
  // LiveKit has given them again what the token says.
  await steward.came(seat);
  expect(done.slice(2)).toEqual(["permit camera,screen_share,screen_share_audio"]);
});

test("that a call goes on is noted now and then, not at each look", async () => {
  const { facts, steward, clock } = call();
  for (let looks = 0; looks < 3; looks++) {
    await steward.look("call");
    clock.skip(3000);
  }
  expect(facts.noted).toBe(1);
  clock.skip(5 * 60_000);
  await steward.look("call");
  expect(facts.noted).toBe(2);
});

test("whoever has no seat, or may not stay, is taken out", async () => {
  const { facts, done, steward } = call();
  facts.present = [seat.identity, "stranger"];
  facts.joined = [];
  await steward.look("call");
  expect(done).toEqual([`remove ${seat.identity}`, "remove stranger"]);
  facts.joined = ["@bo:x"];
  // Their old token stays shut; a new one opens another seat.
  expect(await steward.admits(seat)).toBe(false);
});

test("whose homeserver is not listed any more is taken out, and of a listed one nobody has a call made", async () => {
  const { facts, done, steward } = call();
  facts.home = "listed";
  expect(await steward.admits(seat)).toBe(true);
  expect(done).toEqual([]);
  facts.home = "elsewhere";
  expect(await steward.admits(seat)).toBe(false);
  await steward.look("call");
  expect(done).toEqual([`remove ${seat.identity}`]);
});

test("the gate judges one token, read in one way", async () => {
  const { gate, token } = call();
  const comes = async (query: string, headers: Record<string, string> = {}) =>
    (await gate.admit(`/rtc?${query}`, headers)) !== null;
  expect(await comes(`access_token=${token}`)).toBe(true);
  expect(await comes("", { authorization: `Bearer ${token}` })).toBe(true);
  for (const query of [
    "",
    "access_token=a.b.c",
    `access_token=${token}&access_token=${token}`,
    `access_token=${token};&access_token=other`,
    `access_token=${token}%20`,
    `access_token= ${token}`,
  ]) {
    expect(await comes(query)).toBe(false);
  }
  expect(await comes(`access_token=${token}`, { authorization: `Bearer ${token}` })).toBe(false);
  expect(await comes("", { authorization: `Bearer  ${token}` })).toBe(false);
  expect(await comes("", { authorization: `bearer ${token}` })).toBe(false);
});

test("a room made for a check is open while it lasts, and nobody has a seat in it", async () => {
  const { gate, facts, clock, done } = call();
  const token = signToken(
    key,
    { identity: "check-0", video: { room: "check" }, expiresAt: Math.floor(clock.now() / 1000) + 60 },
    clock.now(),
  );
  const comes = async () => (await gate.admit(`/rtc?access_token=${token}`, {})) !== null;
  expect(await comes()).toBe(true);
  facts.checking = false;
  expect(await comes()).toBe(false);
  expect(done).toEqual([]);
});

test("while the homeserver is away, only who was let in lately comes back", async () => {
  const { gate, token, facts, clock } = call();
  const comes = async () => (await gate.admit(`/rtc?access_token=${token}`, {})) !== null;
  facts.down = true;
  expect(await comes()).toBe(false);
  facts.down = false;
  expect(await comes()).toBe(true);
  facts.down = true;
  expect(await comes()).toBe(true);
  clock.skip(10 * 60_000);
  expect(await comes()).toBe(false);
});
