import { systemClock } from "@parley/kernel";
import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FetchPort } from "../contract/ports.ts";
import type { Session } from "../contract/session.ts";
import { channel, encryptionReady, makeHome, reads, realMatrix, say, signUp, until } from "../testing/people.ts";

let stack: RealStack;
let ada: Session;
let ben: Session;
/** What Ada's clock is ahead: so long her page has been open. */
let ahead = 0;
/** Who is in a room is not to be had by asking. */
let silent = false;

const withoutMembers: FetchPort = async (resource, init) => {
  const address = String(resource instanceof Request ? resource.url : resource);
  if (silent && /\/members|\/state\/m\.room\.member\//u.test(address)) throw new TypeError("no network");
  return await fetch(resource, init);
};
const matrix = realMatrix({ fetch: withoutMembers, clock: { ...systemClock, now: () => Date.now() + ahead } });

beforeAll(async () => {
  stack = await startRealStack();
  ada = await signUp(matrix, stack, "ada");
  ben = await signUp(realMatrix(), stack, "ben");
  await Promise.all([ada, ben].map(encryptionReady));
}, 320_000);
afterAll(async () => {
  await Promise.all([ada?.close(), ben?.close()]);
  await stack?.stop();
});

test("whoever comes back to a channel knows after a reload who speaks there", async () => {
  const { spaceId, roomId } = await makeHome(ben);
  await ben.rooms.welcome(spaceId, ada.account.userId);
  await until("the invitation is there", () => ada.rooms.list.value.invites.some(({ id }) => id === spaceId));
  await ada.rooms.join(spaceId);
  await until("Ada has the channel", () => channel(ada, "general") !== undefined);
  ahead = 60_000;
  for (const text of ["one", "two", "three"]) {
    await say(ben, roomId, text);
    await reads(ada, roomId, [text]);
  }
  await ada.rooms.leave(roomId);
  await until("Ada has left", () => channel(ada, "general") === undefined);
  await ada.rooms.join(roomId);
  await until("Ada is back", () => channel(ada, "general") !== undefined);
  await say(ben, roomId, "welcome back");
  await reads(ada, roomId, ["welcome back"]);
  await ada.close();
  silent = true;
  ada = await matrix.resume(ada.account);
  await until("Ada's list is there", () => channel(ada, "general") !== undefined);
  await reads(ada, roomId, ["welcome back"]);
  const timeline = ada.openTimeline(roomId);
  const names = () => timeline.items.value.flatMap((item) => (item.type === "message" ? [item.senderName] : []));
  await until("the list is of this run", () => channel(ada, "general")?.last?.text === "welcome back");
  expect(channel(ada, "general")?.last?.senderName).toBe("ben");
  expect(new Set(names())).toEqual(new Set(["ben"]));
  timeline.close();
}, 90_000);
