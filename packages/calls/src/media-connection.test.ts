import { EventEmitter } from "node:events";
import { AppError, createScope, silentLog, systemRandom } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { DisconnectReason, getLogger, LoggerNames, LogLevel, type Room, RoomEvent } from "livekit-client";
import { expect, it } from "vitest";
import { createMediaRoom, keepConnected } from "./media-connection.ts";
import type { Passes } from "./tokens.ts";

it("has LiveKit say nothing but errors, its worker too: of each frame without a key it would say a word", () => {
  createMediaRoom(null, systemRandom);
  for (const name of [LoggerNames.E2EE, LoggerNames.Engine]) {
    expect(getLogger(name).getLevel()).toBe(LogLevel.error);
  }
});

class FakeRoom extends EventEmitter {
  readonly done: string[] = [];
  /** What connecting comes to, in order; well when nothing is left. */
  readonly faults: Error[] = [];
  async connect(_url: string, token: string) {
    this.done.push(`connect ${token}`);
    const fault = this.faults.shift();
    if (fault !== undefined) throw fault;
  }
  async disconnect() {
    this.done.push("disconnect");
  }
  async setE2EEEnabled(on: boolean) {
    this.done.push(`cipher ${on}`);
  }
}

function rig({ enciphered = false } = {}) {
  const room = new FakeRoom();
  const clock = createManualClock();
  const scope = createScope();
  const facts: { refuses: AppError | null; waits: Promise<void> | null; passes: number; published: number } = {
    refuses: null,
    waits: null,
    passes: 0,
    published: 0,
  };
  let fresh = false;
  const passes: Passes = {
    async get() {
      await facts.waits;
      if (facts.refuses !== null) throw facts.refuses;
      if (!fresh) facts.passes += 1;
      fresh = true;
      return { url: "wss://x", token: `t${facts.passes}`, until: 0 };
    },
    prepare() {},
    forget() {
      fresh = false;
    },
  };
  const own = {
    async publish() {
      facts.published += 1;
    },
  };
  const parts = { room: room as unknown as Room, passes, own, enciphered, clock, log: silentLog };
  const link = keepConnected(parts, scope);
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const broken = async (reason: DisconnectReason) => {
    room.emit(RoomEvent.Disconnected, reason);
    await settle();
  };
  return { room, clock, scope, facts, link, settle, broken };
}

it("is enciphered before it connects", async () => {
  const { room, link, settle } = rig({ enciphered: true });
  await settle();
  expect([room.done, link.value.state]).toEqual([["cipher true", "connect t1"], "connected"]);
});

it("comes back by a new pass after a break, and sends again what is to be sent", async () => {
  const { room, facts, link, clock, settle, broken } = rig();
  await settle();
  room.faults.push(new Error("not there yet"), new Error("nor now"));
  await broken(DisconnectReason.STATE_MISMATCH);
  expect(link.value.state).toBe("reconnecting");
  for (let tries = 0; tries < 2; tries++) {
    clock.tick(500);
    await settle();
  }
  expect(room.done).toEqual(["connect t1", "connect t2", "connect t3", "connect t4"]);
  expect([link.value.state, facts.published]).toEqual(["connected", 2]);
});

it.each([
  [DisconnectReason.PARTICIPANT_REMOVED, "removed"],
  [DisconnectReason.DUPLICATE_IDENTITY, "elsewhere"],
] as const)("is over where the media server says so, and does not come back (%s)", async (reason, why) => {
  const { room, link, clock, settle, broken } = rig();
  await settle();
  await broken(reason);
  clock.tick(60_000);
  await settle();
  expect([link.value, room.done]).toEqual([{ state: "over", why }, ["connect t1"]]);
});

it("is over for whoever is refused on the way back", async () => {
  const { facts, link, settle, broken } = rig();
  await settle();
  facts.refuses = new AppError("CALL_FORBIDDEN", "403");
  await broken(DisconnectReason.SERVER_SHUTDOWN);
  expect(link.value).toEqual({ state: "over", why: "removed" });
});

it("is tried for ten minutes, and then says that it is given up", async () => {
  const { facts, link, clock, settle, broken } = rig();
  await settle();
  facts.refuses = new AppError("CALL_UNREACHABLE", "away", { retryable: true });
  await broken(DisconnectReason.SERVER_SHUTDOWN);
  for (let ms = 0; ms < 10 * 60_000; ms += 500) {
    expect(link.value.state).toBe("reconnecting");
    clock.tick(500);
    await settle();
  }
  expect(link.value).toMatchObject({ state: "failed", fault: { code: "unreachable", retryable: true } });
  expect(clock.waiting).toBe(0);
});

it("connects no more where it was left while the pass was asked for", async () => {
  const answered = Promise.withResolvers<void>();
  const { room, facts, scope, settle, broken } = rig();
  await settle();
  facts.waits = answered.promise;
  await broken(DisconnectReason.STATE_MISMATCH);
  scope.end();
  answered.resolve();
  await settle();
  expect(room.done).toEqual(["connect t1", "disconnect"]);
});
