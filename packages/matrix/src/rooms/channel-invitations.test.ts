import { type Clock, createScope, silentLog } from "@parley/kernel";
import { beforeEach, expect, it } from "vitest";
import { matrixError } from "../errors.ts";
import { type ChannelInvitations, createChannelInvitations } from "./channel-invitations.ts";
import type { Invitation } from "./invitation.ts";

/** Time that passes when it is told to. */
class HandClock implements Clock {
  #now = 0;
  #timers: { at: number; fn: () => void }[] = [];
  now(): number {
    return this.#now;
  }
  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.#now + ms, fn };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
  get pending(): number {
    return this.#timers.length;
  }
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = next.at;
      next.fn();
      await settled();
    }
    this.#now = end;
  }
}
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

let clock: HandClock;
let attempts: string[];
let running: number;
let most: number;
let fault: ((roomId: string) => unknown) | null;
let listed: Set<string>;
let left: Set<string>;
let changes: number;
let invitations: ChannelInvitations;
let end: () => void;

beforeEach(() => {
  clock = new HandClock();
  attempts = [];
  running = 0;
  most = 0;
  fault = null;
  listed = new Set(["!a", "!b", "!c"]);
  left = new Set();
  changes = 0;
  const scope = createScope();
  end = () => scope.end();
  invitations = createChannelInvitations({
    join: async (roomId) => {
      attempts.push(roomId);
      running++;
      most = Math.max(most, running);
      await Promise.resolve();
      running--;
      const thrown = fault?.(roomId);
      if (thrown) throw thrown;
    },
    standing: {
      isChannel: (roomId) => listed.has(roomId),
      isBrought: (roomId) => listed.has(roomId),
      membershipIn: (spaceId) => (spaceId === "!mine" ? "join" : null),
      hasLeft: (roomId) => left.has(roomId),
    },
    spaceOf: (roomId) => (roomId.startsWith("!other") ? "!other-space" : "!mine"),
    clock,
    random: { bytes: (count) => new Uint8Array(count) },
    log: silentLog,
    scope,
    changed: () => {
      changes++;
    },
  });
});

const to = (...roomIds: string[]): Invitation[] =>
  roomIds.map((roomId) => ({ roomId, direct: false, plainRoom: true, spaceIds: ["!mine"] }));

it("joins one room after the other and each once, however often the list is made again", async () => {
  invitations.follow(to("!a", "!b", "!c"));
  for (const roomId of ["!a", "!b", "!c"]) expect(invitations.holds(roomId)).toBe(true);
  invitations.follow(to("!a", "!b", "!c"));
  await settled();
  invitations.follow(to("!b", "!c"));
  await settled();
  expect(attempts).toEqual(["!a", "!b", "!c"]);
  expect(most).toBe(1);
});

it("waits for the listing, then joins; shows what stays unlisted, and joins even that when it is listed", async () => {
  invitations.follow(to("!late", "!never"));
  expect(invitations.holds("!late")).toBe(true);
  listed.add("!late");
  invitations.follow(to("!late", "!never"));
  await settled();
  expect(attempts).toEqual(["!late"]);
  invitations.follow(to("!never"));
  await clock.pass(14_000);
  expect(invitations.holds("!never")).toBe(true);
  await clock.pass(2000);
  expect(changes).toBe(1);
  expect(invitations.holds("!never")).toBe(false);
  invitations.follow(to("!never"));
  expect(invitations.holds("!never")).toBe(false);
  listed.add("!never");
  invitations.follow(to("!never"));
  await settled();
  expect(attempts).toEqual(["!late", "!never"]);
});

it("shows at once what may not be joined, and goes on with the next", async () => {
  fault = (roomId) => (roomId === "!a" ? matrixError("MATRIX_FORBIDDEN", "no") : null);
  invitations.follow(to("!a", "!b"));
  await settled();
  expect(attempts).toEqual(["!a", "!b"]);
  expect(invitations.holds("!a")).toBe(false);
  invitations.follow(to("!a", "!b"));
  await clock.pass(600_000);
  expect(attempts).toEqual(["!a", "!b"]);
});

it("tries again with growing pauses, at most eight times", async () => {
  fault = () => matrixError("MATRIX_UNREACHABLE", "no network");
  invitations.follow(to("!a"));
  await settled();
  expect(attempts.length).toBe(1);
  await clock.pass(900);
  expect(attempts.length).toBe(1);
  await clock.pass(200);
  expect(attempts.length).toBe(2);
  await clock.pass(3_600_000);
  expect(attempts.length).toBe(8);
  expect(clock.pending).toBe(0);
  expect(invitations.holds("!a")).toBe(false);
});

it("waits as long as the homeserver says, with all rooms", async () => {
  fault = () => matrixError("MATRIX_RATE_LIMITED", "slow down", { retryAfterMs: 30_000 });
  invitations.follow(to("!a", "!b"));
  await settled();
  await clock.pass(29_000);
  expect(attempts).toEqual(["!a"]);
  fault = null;
  await clock.pass(2000);
  expect(attempts).toEqual(["!a", "!b", "!a"]);
});

it("leaves what was left to the person, also when it is left while it waits for its turn", async () => {
  left.add("!a");
  fault = (roomId) => (roomId === "!b" ? matrixError("MATRIX_TIMEOUT", "late") : null);
  invitations.follow(to("!a", "!b"));
  await settled();
  left.add("!b");
  invitations.follow(to("!a", "!b"));
  await clock.pass(60_000);
  expect(attempts).toEqual(["!b"]);
  expect([invitations.holds("!a"), invitations.holds("!b")]).toEqual([false, false]);
});

it("joins at most 100 rooms of a space by itself, and leaves the rest to the person", async () => {
  const many = Array.from({ length: 103 }, (_, index) => `!many${index}`);
  for (const roomId of [...many, "!other1"]) listed.add(roomId);
  invitations.follow(to(...many.slice(0, 60)));
  invitations.follow(to(...many, "!other1"));
  for (let turn = 0; turn < 60; turn++) await settled();
  expect(attempts).toEqual([...many.slice(0, 100), "!other1"]);
  expect([invitations.holds("!many99"), invitations.holds("!many100")]).toEqual([true, false]);
});

it("takes a new invitation to the same room as one", async () => {
  fault = () => matrixError("MATRIX_FORBIDDEN", "no");
  invitations.follow(to("!a"));
  await settled();
  invitations.follow([]);
  fault = null;
  invitations.follow(to("!a"));
  await settled();
  expect(attempts).toEqual(["!a", "!a"]);
});

it("stops with its scope", async () => {
  fault = () => matrixError("MATRIX_UNREACHABLE", "no network");
  invitations.follow(to("!a", "!late"));
  await settled();
  end();
  await clock.pass(600_000);
  expect(attempts).toEqual(["!a"]);
  expect(clock.pending).toBe(0);
});
