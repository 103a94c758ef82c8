import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FetchPort } from "../contract/ports.ts";
import type { Session } from "../contract/session.ts";
import { channel, encryptionReady, makeHome, realMatrix, signUp, until } from "../testing/people.ts";

let stack: RealStack;
let ada: Session;
/** Requests for one's own membership in a room: the net below what the sync should bring by itself. */
let asked: string[];

/**
 * The way to the homeserver of a client that gives up each long poll and begins it again: as at a reload or a take-over
 * by another tab, the homeserver goes on with the first and counts its answer as heard.
 */
const givingUp: FetchPort = async (resource, init) => {
  const address = String(resource instanceof Request ? resource.url : resource);
  if (address.includes("/state/m.room.member/")) asked.push(address);
  if (address.includes("/sync?") && address.includes("since=")) {
    // Another time-out: requests that are the same in all things get the same answer.
    const given = address.replace(/timeout=\d+/u, "timeout=29999");
    void fetch(given, { ...init, signal: AbortSignal.timeout(40_000) }).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return await fetch(resource, init);
};

beforeAll(async () => {
  asked = [];
  stack = await startRealStack();
  ada = await signUp(realMatrix({ fetch: givingUp }), stack, "ada");
  await encryptionReady(ada);
}, 320_000);
afterAll(async () => {
  await ada?.close();
  await stack?.stop();
});

test("whoever makes rooms is in them, though answers of the homeserver are lost", async () => {
  const { spaceId } = await makeHome(ada);
  for (const name of ["one", "two", "three"]) {
    const roomId = await ada.rooms.createChannel(spaceId, { name });
    await until("the channel is listed", () => channel(ada, name) !== undefined);
    expect(ada.rooms.details(roomId).value?.membership).toBe("join");
  }
  expect(asked).toEqual([]);
}, 60_000);
