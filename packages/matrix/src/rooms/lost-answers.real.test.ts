import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FetchPort } from "../contract/ports.ts";
import type { Session } from "../contract/session.ts";
import { pollMs } from "../sdk/connection.ts";
import { channel, encryptionReady, makeHome, realMatrix, signUp, until } from "../testing/people.ts";

let stack: RealStack;
let ada: Session;
/** Requests for one's own membership in a room: the net below what the sync should bring by itself. */
let asked: string[];

/** Nobody waits any more for what an earlier page of this device asked for, and the homeserver goes on with it until then. */
let givenUpUntil = 0;
let givenUp = 0;

/**
 * The way to the homeserver of a page after a reload or a take-over by another tab: beside each long poll of its own there
 * is one of the page before, and the homeserver counts its answer as heard.
 */
const givingUp: FetchPort = async (resource, init) => {
  const address = String(resource instanceof Request ? resource.url : resource);
  if (address.includes("/state/m.room.member/")) asked.push(address);
  if (address.includes("/sync?") && address.includes("since=") && performance.now() < givenUpUntil) {
    // Another time-out: requests that are the same in all things get the same answer.
    const given = address.replace(/timeout=\d+/u, "timeout=14999");
    void fetch(given, { ...init, signal: AbortSignal.timeout(40_000) }).catch(() => {});
    givenUp += 1;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return await fetch(resource, init);
};
const matrix = realMatrix({ fetch: givingUp });

beforeAll(async () => {
  asked = [];
  stack = await startRealStack();
  ada = await signUp(matrix, stack, "ada");
  await encryptionReady(ada);
}, 320_000);
afterAll(async () => {
  await ada?.close();
  await stack?.stop();
});

test("whoever makes rooms is in them, though answers of the homeserver are lost", async () => {
  const { spaceId } = await makeHome(ada);
  for (const name of ["one", "two", "three"]) {
    await ada.close();
    givenUpUntil = performance.now() + pollMs;
    ada = await matrix.resume(ada.account);
    const roomId = await ada.rooms.createChannel(spaceId, { name });
    await until("the channel is listed", () => channel(ada, name) !== undefined);
    expect(ada.rooms.details(roomId).value?.membership).toBe("join");
  }
  expect(asked).toEqual([]);
  expect(givenUp).toBeGreaterThan(3);
}, 60_000);
