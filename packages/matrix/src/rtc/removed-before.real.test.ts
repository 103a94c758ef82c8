import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { IDBFactory } from "fake-indexeddb";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../contract/session.ts";
import { encryptionReady, makeHome, password, realMatrix, say, signUp, until } from "../testing/people.ts";

let stack: RealStack;
let ada: Session;
let bo: Session;
let cy: Session;
let roomId: string;

beforeAll(async () => {
  stack = await startRealStack();
  ada = await signUp(realMatrix(), stack, "ada");
  bo = await signUp(realMatrix(), stack, "bo");
  cy = await signUp(realMatrix(), stack, "cy");
  await Promise.all([ada, bo, cy].map(encryptionReady));
  const home = await makeHome(ada);
  roomId = home.roomId;
  for (const session of [bo, cy]) {
    await ada.rooms.invite(home.spaceId, session.account.userId);
    await ada.rooms.invite(roomId, session.account.userId);
    await session.rooms.join(home.spaceId);
    await session.rooms.join(roomId);
    await until("they are in", () => session.rooms.details(roomId).value?.membership === "join");
  }
}, 320_000);
afterAll(async () => {
  await ada?.close();
  await bo?.close();
  await cy?.close();
  await stack?.stop();
});

const transport = { serviceUrl: "https://x.example/livekit/jwt" };

test("whoever was removed from the room in its call is not in it, nor given its keys, for a device that learns of the room afterwards", async () => {
  for (const session of [bo, cy]) await session.calls.of(roomId).join(transport, "audio");
  const seen = () => ada.calls.of(roomId).members.value.length;
  await until("ada sees both", () => seen() === 2);
  await ada.moderation.remove(roomId, bo.account.userId);
  await until("bo is out", () => seen() === 1);
  // The removal is in no first page of the room's timeline.
  for (let n = 0; n < 25; n++) await say(ada, roomId, `later ${n}`);
  const phone = await realMatrix({ indexedDB: new IDBFactory() }).signIn({
    homeserverUrl: stack.baseUrl,
    user: "ada",
    password,
    deviceName: "ada's phone",
  });
  try {
    await until("it is in the room", () => phone.rooms.details(roomId).value?.membership === "join");
    const { members } = phone.calls.of(roomId);
    await until("it sees who is in the call", () => members.value.length > 0);
    expect(members.value.map(({ userId }) => userId)).toEqual([cy.account.userId]);
    expect(phone.calls.running.value.get(roomId)).toBe(1);
  } finally {
    await phone.close();
  }
}, 120_000);
