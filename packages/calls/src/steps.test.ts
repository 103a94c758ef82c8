import { signal } from "@parley/kernel";
import type { RoomCall } from "@parley/matrix";
import { createManualClock } from "@parley/testkit";
import { expect, test } from "vitest";
import { createSteps, tellingOf, withSteps } from "./steps.ts";

test("each step is told once, with the time since the beginning", async () => {
  const clock = createManualClock();
  const told: [string, number][] = [];
  const steps = createSteps(clock, (step, ms) => void told.push([step, ms]));
  const unknown = [{ userId: "@bo:x", deviceId: "D" }];
  const facts = { missed: unknown };
  const call: Pick<RoomCall, "sendKey"> = { sendKey: async () => facts.missed };
  const pass = { url: "wss://x", token: "t", until: 0 };
  const passes = tellingOf({ get: async () => pass, prepare: () => {}, forget: () => {} }, steps);
  clock.tick(20);
  await passes.get();
  clock.tick(20);
  await passes.get();
  const telling = withSteps({ ...rest, ...call }, steps);
  // Nobody has it yet.
  await telling.sendKey({ index: 0, key: new Uint8Array(16) }, unknown);
  facts.missed = [];
  clock.tick(20);
  await telling.sendKey({ index: 0, key: new Uint8Array(16) }, unknown);
  expect(told).toEqual([
    ["begun", 0],
    ["pass", 20],
    ["key sent", 60],
  ]);
});

const rest: Omit<RoomCall, "sendKey"> = {
  own: { way: "compatibility", memberId: "m", identity: "m" },
  members: signal([]),
  join: async () => Promise.reject(new Error("not asked")),
  prepareKeys: async () => {},
  onKey: () => () => {},
};
