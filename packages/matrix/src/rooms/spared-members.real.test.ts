import { sleep, systemClock } from "@parley/kernel";
import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FetchPort } from "../contract/ports.ts";
import type { Session } from "../contract/session.ts";
import { channel, encryptionReady, makeHome, reads, realMatrix, say, signUp, until } from "../testing/people.ts";

let stack: RealStack;
let ada: Session;
let ben: Session;
/** How often Ada has asked for somebody's keys. */
let asked = 0;
/** What her clock is ahead: so long the page has been open. */
let ahead = 0;

const counting: FetchPort = async (resource, init) => {
  if (String(resource instanceof Request ? resource.url : resource).includes("/keys/query")) asked += 1;
  return await fetch(resource, init);
};

beforeAll(async () => {
  stack = await startRealStack();
  ada = await signUp(
    realMatrix({ fetch: counting, clock: { ...systemClock, now: () => Date.now() + ahead } }),
    stack,
    "ada",
  );
  ben = await signUp(realMatrix(), stack, "ben");
  await encryptionReady(ada);
  await encryptionReady(ben);
}, 320_000);
afterAll(async () => {
  await Promise.all([ada?.close(), ben?.close()]);
  await stack?.stop();
});

test("whoever says something in a room that one has had open for a while is not asked for their keys again", async () => {
  const { spaceId, roomId } = await makeHome(ada);
  await ada.rooms.welcome(spaceId, ben.account.userId);
  await until("the invitation is there", () => ben.rooms.list.value.invites.some((invite) => invite.id === spaceId));
  await ben.rooms.join(spaceId);
  await until("Ben has the first channel", () => channel(ben, "general") !== undefined);
  ahead = 60_000;
  // Of the first word Ben's membership comes along.
  await say(ben, roomId, "one");
  await reads(ada, roomId, ["one"]);
  await say(ben, roomId, "two");
  await reads(ada, roomId, ["two"]);
  // What the first words led to is asked for beside them, and may take its time.
  for (let last = -1; last !== asked; ) {
    last = asked;
    await sleep(systemClock, 1500);
  }
  const before = asked;
  for (const text of ["three", "four", "five"]) {
    await say(ben, roomId, text);
    await reads(ada, roomId, [text]);
  }
  await sleep(systemClock, 1500);
  expect(asked - before).toBe(0);
}, 90_000);
