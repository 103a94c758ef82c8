import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Matrix } from "../contract/matrix.ts";
import type { Session } from "../contract/session.ts";
import { channel, encryptionReady, makeHome, reads, realMatrix, say, signUp, until } from "../testing/people.ts";

let stack: RealStack;
let matrix: Matrix;
let ada: Session;
let ben: Session;
let spaceId: string;
let added: string;

const api = async (path: string, accessToken: string | null, body: object): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${stack.baseUrl}/_matrix/client/v3${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
};
/** Every invitation that is shown from now on, in all remakings of the list. */
const shownInvitations = (session: Session): Set<string> => {
  const shown = new Set<string>();
  session.rooms.list.subscribe(() => {
    for (const invite of session.rooms.list.value.invites) shown.add(invite.name);
  });
  return shown;
};

beforeAll(async () => {
  stack = await startRealStack();
  matrix = realMatrix();
  ada = await signUp(matrix, stack, "ada");
  ({ spaceId } = await makeHome(ada));
  ben = await signUp(matrix, stack, "ben");
  await encryptionReady(ada);
  await encryptionReady(ben);
  await ada.rooms.welcome(spaceId, ben.account.userId);
  await until("the invitation is there", () => ben.rooms.list.value.invites.some((invite) => invite.id === spaceId));
  await ben.rooms.join(spaceId);
  await until("Ben has the first channel", () => channel(ben, "general") !== undefined);
  await until("Ada sees Ben", () => ada.rooms.list.value.spaces[0]?.memberCount === 2);
}, 320_000);
afterAll(async () => {
  await Promise.all([ada?.close(), ben?.close()]);
  await stack?.stop();
});

test("a channel that is made while a member is away is there when they are back, with its first messages", async () => {
  await ben.close();
  added = await ada.rooms.createChannel(spaceId, { name: "plans" });
  await say(ada, added, "first words");
  const words = ada.openTimeline(added);
  await words.send({ text: "second words, Ben", mentions: { userIds: [ben.account.userId] } });
  words.close();
  await until("Ada has said it", () => ada.queued.value === 0);
  ben = await realMatrix().resume(ben.account);
  const shown = shownInvitations(ben);
  await until("the channel is there", () => channel(ben, "plans") !== undefined);
  await until("it is unread", () => channel(ben, "plans")?.unread === true);
  await until("it mentions Ben", () => channel(ben, "plans")?.mentions === 1);
  await reads(ben, added, ["first words", "second words, Ben"]);
  expect([...shown]).toEqual([]);
  expect(ben.rooms.details(added).value?.membership).toBe("join");
});

test("what was said in it before one came is unread until it is read, also after a reload", async () => {
  const marks = () => {
    const { unread, unreadCount, mentions } = channel(ben, "plans") ?? {};
    return { unread, unreadCount, mentions };
  };
  const reload = async (): Promise<void> => {
    await ben.close();
    ben = await realMatrix().resume(ben.account);
    await until("online", () => ben.connection.value.state === "online");
    await until("the channel is there", () => channel(ben, "plans") !== undefined);
  };
  expect(marks()).toEqual({ unread: true, unreadCount: 2, mentions: 1 });
  await reload();
  await until("it mentions Ben", () => channel(ben, "plans")?.mentions === 1);
  expect(marks()).toEqual({ unread: true, unreadCount: 2, mentions: 1 });
  await say(ada, added, "third words");
  await until("three are unread", () => channel(ben, "plans")?.unreadCount === 3);
  const timeline = ben.openTimeline(added);
  await until("the last words are there", () => timeline.items.value.length > 3);
  await timeline.markRead();
  timeline.close();
  await until("nothing is unread", () => channel(ben, "plans")?.unread === false);
  expect(marks()).toEqual({ unread: false, unreadCount: 0, mentions: 0 });
  await reload();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(marks()).toEqual({ unread: false, unreadCount: 0, mentions: 0 });
});

test("a channel that is made while a member is here appears, and never as an invitation", async () => {
  const shown = shownInvitations(ben);
  const now = await ada.rooms.createChannel(spaceId, { name: "news" });
  await say(ada, now, "the news");
  await until("the channel is there", () => channel(ben, "news") !== undefined);
  await reads(ben, now, ["the news"]);
  await say(ben, now, "thank you");
  await reads(ada, now, ["thank you"]);
  expect([...shown]).toEqual([]);
});

test("who has left a channel stays out: an invitation is one, also on a client started anew", async () => {
  await ben.rooms.leave(added);
  await until("Ben is out", () => channel(ben, "plans") === undefined);
  await ada.rooms.invite(added, ben.account.userId);
  await until("Ben is asked", () => ben.rooms.list.value.invites.some((invite) => invite.id === added));
  await ben.close();
  ben = await realMatrix().resume(ben.account);
  await until("online", () => ben.connection.value.state === "online");
  await until("Ben is asked", () => ben.rooms.list.value.invites.some((invite) => invite.id === added));
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(ben.rooms.list.value.invites.map((invite) => invite.id)).toEqual([added]);
  expect(channel(ben, "plans")).toBeUndefined();
  await ben.rooms.join(added);
  await until("Ben is in again", () => channel(ben, "plans") !== undefined);
});

test("who has left a channel in another client stays out as well", async () => {
  await api(`/rooms/${encodeURIComponent(added)}/leave`, ben.accessToken(), {});
  await until("Ben is out", () => channel(ben, "plans") === undefined);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await ada.rooms.invite(added, ben.account.userId);
  await until("Ben is asked", () => ben.rooms.list.value.invites.some((invite) => invite.id === added));
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(channel(ben, "plans")).toBeUndefined();
  await ben.rooms.join(added);
  await until("Ben is in again", () => channel(ben, "plans") !== undefined);
});

test("a room that no space of mine lists is asked about", async () => {
  const { room_id: roomId } = await api("/createRoom", ada.accessToken(), {
    name: "elsewhere",
    preset: "private_chat",
    invite: [ben.account.userId],
  });
  await until("Ben is asked", () => ben.rooms.list.value.invites.some((invite) => invite.id === roomId));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(ben.rooms.details(String(roomId)).value?.membership).toBe("invite");
});

test("a newcomer is asked once, for the space; its channels come with it, whichever client accepts", async () => {
  const cleo = await signUp(matrix, stack, "cleo");
  try {
    await encryptionReady(cleo);
    await ada.rooms.welcome(spaceId, cleo.account.userId);
    await until("Cleo is asked", () => cleo.rooms.list.value.invites.some((invite) => invite.id === spaceId));
    expect(cleo.rooms.list.value.invites.map((invite) => invite.id)).toEqual([spaceId]);
    // As another client of hers would, which knows nothing of channels.
    await api(`/join/${encodeURIComponent(spaceId)}`, cleo.accessToken(), {});
    await until("all channels are there", () => cleo.rooms.list.value.spaces[0]?.categories[0]?.channels.length === 3);
    expect(cleo.rooms.list.value.invites).toEqual([]);
    await reads(cleo, added, ["first words", "second words, Ben"]);
    // Said before she was asked: history, and nothing that waits for her.
    expect(channel(cleo, "plans")?.unread).toBe(false);
  } finally {
    await cleo.close();
  }
});

test("in a space of 20 people, many channels that were made meanwhile appear soon, none as an invitation", async () => {
  for (let at = 0; at < 17; at++) {
    const person = await stack.register(`extra${at}`);
    await api(`/join/${encodeURIComponent(spaceId)}`, person.accessToken, {});
  }
  await until("Ada sees them", () => ada.rooms.list.value.spaces[0]?.memberCount === 20);
  await ben.close();
  for (let at = 0; at < 7; at++) await ada.rooms.createChannel(spaceId, { name: `many ${at}` });
  ben = await realMatrix().resume(ben.account);
  const shown = shownInvitations(ben);
  const channels = () => ben.rooms.list.value.spaces[0]?.categories[0]?.channels.length;
  expect(await until("all are there", () => channels() === 10)).toBeLessThan(10_000);
  expect([...shown]).toEqual(["elsewhere"]);
}, 120_000);
