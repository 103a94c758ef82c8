import { signal } from "@parley/kernel";
import type { CallPlace, RoomCall } from "@parley/matrix";
import { createManualClock } from "@parley/testkit";
import { expect, test } from "vitest";
import { keysAfterPlace } from "./keys-after-place.ts";

const key = { index: 0, key: new Uint8Array(16) };
const transport = { serviceUrl: "https://x" };

function rig() {
  const clock = createManualClock();
  const place = Promise.withResolvers<CallPlace>();
  let sent = 0;
  const call: RoomCall = {
    own: { way: "compatibility", memberId: "m", identity: "m" },
    members: signal([]),
    join: () => place.promise,
    async sendKey() {
      sent += 1;
      return [];
    },
    prepareKeys: async () => {},
    onKey: () => () => {},
  };
  const settle = async () => {
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  };
  return { call: keysAfterPlace(call, clock), clock, place, settle, sent: () => sent };
}

test("a key goes out when one's place was written, or could not be", async () => {
  for (const end of ["resolve", "reject"] as const) {
    const { call, place, settle, sent } = rig();
    const joining = call.join(transport, "video").catch(() => null);
    const sending = call.sendKey(key, []);
    await settle();
    expect(sent()).toBe(0);
    if (end === "resolve") place.resolve({ lost: signal(false), leave: async () => {}, abandon() {} });
    else place.reject(new Error("no network"));
    await joining;
    await sending;
    expect(sent()).toBe(1);
    await call.sendKey(key, []);
    expect(sent()).toBe(2);
  }
});

test("a place that takes long is not waited for", async () => {
  const { call, clock, settle, sent } = rig();
  void call.join(transport, "video");
  void call.sendKey(key, []);
  clock.tick(1900);
  await settle();
  expect(sent()).toBe(0);
  clock.tick(200);
  await settle();
  expect(sent()).toBe(1);
});
