import { sleep, systemClock } from "@parley/kernel";
import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { IDBFactory } from "fake-indexeddb";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FetchPort } from "../contract/ports.ts";
import type { Session } from "../contract/session.ts";
import {
  channel,
  encryptionReady,
  makeHome,
  password,
  reads,
  realMatrix,
  say,
  signUp,
  until,
} from "../testing/people.ts";

let stack: RealStack;
let ada: Session;
let ben: Session;
/** Ben in another browser, which cannot open his backup of keys. */
let second: Session;
let roomId: string;
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
  await Promise.all([ada?.close(), ben?.close(), second?.close()]);
  await stack?.stop();
});

test("whoever says something in a room that one has had open for a while is not asked for their keys again", async () => {
  const { spaceId, roomId: made } = await makeHome(ada);
  roomId = made;
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

test("a device that signs in during the conversation reads what is said next", async () => {
  const before = asked;
  second = await realMatrix({ indexedDB: new IDBFactory() }).signIn({
    homeserverUrl: stack.baseUrl,
    user: "ben",
    password,
    deviceName: "ben's phone",
  });
  await until("the device is in the room", () => channel(second, "general") !== undefined);
  await until("its keys are with the homeserver", async () => {
    const answer = await fetch(`${stack.baseUrl}/_matrix/client/v3/keys/query`, {
      method: "POST",
      headers: { authorization: `Bearer ${ben.accessToken()}` },
      body: JSON.stringify({ device_keys: { [ben.account.userId]: [second.account.deviceId] } }),
    });
    const found = Object(await answer.json()).device_keys?.[ben.account.userId] ?? {};
    return Object.keys(found).includes(second.account.deviceId);
  });
  const took = await until("ada has asked for it", () => asked > before);
  await sleep(systemClock, 500);
  await say(ada, roomId, "to both");
  await reads(second, roomId, ["to both"]);
  await say(second, roomId, "from the phone");
  await reads(ada, roomId, ["from the phone"]);
  expect(took).toBeLessThan(5000);
}, 90_000);
