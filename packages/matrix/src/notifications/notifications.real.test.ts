import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { TellChange } from "../contract/notifications.ts";
import type { Session } from "../contract/session.ts";
import type { Draft } from "../contract/timeline.ts";
import { channel, encryptionReady, makeHome, password, realMatrix, signUp, until } from "../testing/people.ts";

let stack: RealStack;
let ada: Session;
/** One person on two devices, of which each knows that the other runs. */
const browser = realMatrix();
let ben: Session;
let benToo: Session;
let roomId: string;
const told = new Map<string, TellChange[]>();

const listen = (name: string, session: Session): void => {
  const changes: TellChange[] = [];
  told.set(name, changes);
  session.notifications.listen((change) => changes.push(change));
};
const texts = (name: string): (string | null)[] =>
  (told.get(name) ?? []).flatMap((change) => (change.type === "told" ? [change.told.text] : []));
const gone = (name: string): number => (told.get(name) ?? []).filter(({ type }) => type === "gone").length;
const sends = async (draft: Draft, session = ada): Promise<void> => {
  const timeline = session.openTimeline(roomId);
  await timeline.send(draft);
  timeline.close();
  await until("it is with the homeserver", () => session.queued.value === 0);
};
const general = (session: Session) => channel(session, "general");
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  stack = await startRealStack();
  ada = await signUp(realMatrix(), stack, "ada");
  const home = await makeHome(ada);
  roomId = home.roomId;
  ben = await signUp(browser, stack, "ben");
  await Promise.all([encryptionReady(ada), encryptionReady(ben)]);
  const recoveryKey = (await ben.encryption.recoveryKey()) ?? "";
  await ada.rooms.welcome(home.spaceId, ben.account.userId);
  await until("Ben is asked", () => ben.rooms.list.value.invites.length > 0);
  await ben.rooms.join(home.spaceId);
  await until("Ben has the channel", () => general(ben) !== undefined);
  benToo = await browser.signIn({
    homeserverUrl: stack.baseUrl,
    user: "ben",
    password,
    deviceName: "Ben's other browser",
  });
  await until("the other device has keys to restore", () => benToo.encryption.state.value.state !== "checking");
  await benToo.encryption.restore(recoveryKey);
  await encryptionReady(benToo);
  await until("it has the channel", () => general(benToo) !== undefined);
  listen("ben", ben);
  listen("benToo", benToo);
}, 320_000);
beforeEach(() => {
  for (const changes of told.values()) changes.splice(0);
});
afterAll(async () => {
  await Promise.all([ada?.close(), ben?.close(), benToo?.close()]);
  await stack?.stop();
});

test("what is said is told once on each device, and over on all when it is read on one", async () => {
  await sends({ text: "are you there" });
  await until("both are told", () => texts("ben").length > 0 && texts("benToo").length > 0);
  expect(texts("ben")).toEqual(["are you there"]);
  expect(texts("benToo")).toEqual(["are you there"]);
  expect(told.get("ben")?.[0]).toMatchObject({ told: { roomId, roomName: "general", roomKind: "channel" } });
  await ben.notifications.markRead(roomId);
  await until("it is over on both", () => gone("ben") === 1 && gone("benToo") === 1);
  await until("nothing is unread", () => !general(ben)?.unread && !general(benToo)?.unread);
  expect(texts("benToo")).toHaveLength(1);
});

test("what is being read on one device does not stay told on the other", async () => {
  const timeline = ben.openTimeline(roomId);
  const stop = timeline.items.subscribe(() => void timeline.markRead().catch(() => {}));
  await sends({ text: "you see this at once" });
  await until("it was read", () => timeline.items.value.some(({ type }) => type === "message"));
  await pause(1500);
  // Within the grace it is not told at all (tested on fake time); a slow machine takes it back.
  await until("nothing stands", () => texts("benToo").length === gone("benToo"));
  stop();
  timeline.close();
});

test("a device that nobody is at leaves it to the one in use", async () => {
  benToo.people.setIdle(true);
  await pause(1500);
  await sends({ text: "read where you are" });
  await until("the one in use is told", () => texts("ben").length === 1);
  await until("the other has it, too", () => general(benToo)?.unread === true);
  await pause(1500);
  expect(texts("benToo")).toEqual([]);
  await ben.notifications.markRead(roomId);
  await until("it is read on both", () => general(benToo)?.unread === false);
  benToo.people.setIdle(false);
  // A slow machine takes it back.
  await until("nothing stands", () => texts("benToo").length === gone("benToo"));
});

test("a level and a keyword hold on all devices, and decide what is told", async () => {
  await ben.notifications.setLevel(roomId, "mentions");
  await until("the other device knows", () => benToo.notifications.rules.value.exceptions.get(roomId) === "mentions");
  await ben.notifications.addKeyword("Gazpacho");
  await until("the other device knows", () => benToo.notifications.rules.value.keywords.includes("Gazpacho"));
  await sends({ text: "nothing for you" });
  await sends({ text: "for you", mentions: { userIds: [ben.account.userId] } });
  await sends({ text: "there is gazpacho" });
  await until("two are told", () => texts("benToo").length === 2);
  expect(texts("benToo")).toEqual(["for you", "there is gazpacho"]);
  expect(told.get("benToo")?.every((change) => change.type === "told" && change.told.highlight)).toBe(true);
  await until("the inbox has both", () => benToo.notifications.inbox.value.items.length === 2);
  expect(benToo.notifications.inbox.value.items.map(({ reason, read }) => ({ reason, read }))).toEqual([
    { reason: "keyword", read: false },
    { reason: "mention", read: false },
  ]);
  await benToo.notifications.removeKeyword("Gazpacho");
  await benToo.notifications.setLevel(roomId, "mute");
  await until("it is muted on the first", () => ben.notifications.rules.value.exceptions.get(roomId) === "mute");
  await until("the list shows it", () => general(ben)?.muted === true);
  told.get("ben")?.splice(0);
  await sends({ text: "hush", mentions: { userIds: [ben.account.userId] } });
  await pause(1500);
  expect(texts("ben")).toEqual([]);
  await ben.notifications.setLevel(roomId, null);
  await until("it is as others again", () => benToo.notifications.rules.value.exceptions.size === 0);
});

test("a message that is changed to name somebody is told once more on each device, and is new until it is read", async () => {
  const over = async (): Promise<void> => {
    await ben.notifications.markRead(roomId);
    await until("it is read on both", () => !general(ben)?.unread && !general(benToo)?.unread);
    await until("nothing stands", () => [...told.keys()].every((name) => texts(name).length <= gone(name)));
    for (const changes of told.values()) changes.splice(0);
  };
  await over();
  const timeline = ada.openTimeline(roomId);
  await timeline.send({ text: "who comes?" });
  const sent = () => timeline.items.value.findLast((item) => item.type === "message" && item.body.type === "text");
  await until("both are told", () => texts("ben").length === 1 && texts("benToo").length === 1);
  const item = sent();
  const eventId = (item?.type === "message" && item.eventId) || "";
  await over();
  const mentions = { userIds: [ben.account.userId] };
  await timeline.edit(eventId, { text: "you come?", mentions });
  await until("both are told again", () => texts("ben").length === 1 && texts("benToo").length === 1);
  expect(told.get("benToo")?.[0]).toMatchObject({ told: { eventId, text: "you come?", highlight: true } });
  const listed = (session: Session) => session.notifications.inbox.value.items.find((each) => each.eventId === eventId);
  await until("it is new in the list of both", () => listed(ben)?.read === false && listed(benToo)?.read === false);
  await timeline.edit(eventId, { text: "you come today?", mentions });
  await until("the list has the words", () => listed(benToo)?.text === "you come today?");
  await pause(1500);
  expect([texts("ben"), texts("benToo")].map(({ length }) => length)).toEqual([1, 1]);
  await over();
  await until("it is read in the list of both", () => listed(ben)?.read === true && listed(benToo)?.read === true);
  timeline.close();
});

test("what came while a device was away is in its inbox and not told; reading an item reads it alone, everywhere", async () => {
  await sends({ text: "mine" }, ben);
  const timeline = ada.openTimeline(roomId);
  const bens = () =>
    timeline.items.value.findLast((item) => item.type === "message" && item.senderId === ben.account.userId);
  await until("Ada has it", () => bens() !== undefined);
  const answered = bens();
  timeline.close();
  await benToo.close();
  await sends({ text: "an answer", replyTo: (answered?.type === "message" && answered.eventId) || "" });
  await sends({ text: "more", mentions: { room: true } });
  benToo = await browser.resume(benToo.account);
  listen("benToo", benToo);
  const items = () => benToo.notifications.inbox.value.items;
  await until("both are there", () => items()[0]?.text === "more" && items()[1]?.text === "an answer");
  expect(items()[1]).toMatchObject({ reason: "reply", senderName: "ada", read: false });
  // What it had before it was closed is there as well.
  expect(items().map(({ text }) => text)).toEqual(expect.arrayContaining(["there is gazpacho", "for you"]));
  await pause(1000);
  expect(texts("benToo")).toEqual([]);
  const [first] = items();
  if (first === undefined) throw new Error("the inbox is empty");
  const waiting = (who: Session) =>
    who.notifications.inbox.value.items.flatMap(({ text, read }) => (read ? [] : [text]));
  await until("what was said before one's own words is read", () => waiting(benToo).length === 2);
  await benToo.notifications.markItemRead(first);
  for (const who of [benToo, ben]) {
    await until("it alone is read", () => JSON.stringify(waiting(who)) === JSON.stringify(["an answer"]));
    await until("the room counts the other", () => general(who)?.mentions === 1 && general(who)?.unread === true);
  }
  const answer = items().find(({ text }) => text === "an answer");
  if (answer === undefined) throw new Error("the answer is not there");
  await benToo.notifications.markItemRead(answer);
  for (const who of [benToo, ben]) {
    await until("both are read", () => waiting(who).length === 0 && general(who)?.mentions === 0);
  }
});

test("after a long silence more is unread than a sync brings, and no mention in it is lost", async () => {
  await ben.notifications.markRead(roomId);
  await until("nothing is unread", () => !general(benToo)?.unread);
  await benToo.close();
  const timeline = ada.openTimeline(roomId);
  for (let at = 0; at < 30; at++) {
    const mentions = at === 4 || at === 25 ? { mentions: { userIds: [ben.account.userId] } } : {};
    await timeline.send({ text: `line ${at}`, ...mentions });
  }
  await until("all are with the homeserver", () => ada.queued.value === 0);
  timeline.close();
  benToo = await browser.resume(benToo.account);
  listen("benToo", benToo);
  // The homeserver brings the last ten.
  await until("what was brought is counted", () => (general(benToo)?.unreadCount ?? 0) >= 10);
  await until("the mention in it is", () => general(benToo)?.mentions === 1);
  const found = () => benToo.notifications.inbox.value.items.map(({ text }) => text);
  await until("both mentions are in the inbox", () => found().includes("line 25") && found().includes("line 4"));
  expect(texts("benToo")).toEqual([]);
  expect(general(ben)).toMatchObject({ unreadCount: 30, mentions: 2 });
});

test("a room is marked unread on all devices until it is opened on one", async () => {
  await ben.notifications.markRead(roomId);
  await until("nothing is unread", () => !general(ben)?.unread && !general(benToo)?.unread);
  await ben.notifications.markUnread(roomId);
  await until("both show it", () => general(ben)?.unread === true && general(benToo)?.unread === true);
  const timeline = benToo.openTimeline(roomId);
  await until("it shows messages", () => timeline.items.value.length > 0);
  await timeline.markRead();
  timeline.close();
  await until("neither does", () => general(ben)?.unread === false && general(benToo)?.unread === false);
  await ben.notifications.markUnread(roomId);
  await until("it is there again", () => general(ben)?.unread === true);
  await ben.notifications.markAllRead();
  await until("nothing is", () => general(ben)?.unread === false);
});

test("what rooms tell of without a level of their own, and a silence that another app has made, are the account's", async () => {
  await ben.notifications.setDefault("rooms", "mentions");
  await ben.notifications.setDefault("directs", "mentions");
  await until("the other device knows", () => {
    const { rooms, directs } = benToo.notifications.rules.value;
    return rooms === "mentions" && directs === "mentions";
  });
  await sends({ text: "beneath the level" });
  await sends({ text: "above it", mentions: { userIds: [ben.account.userId] } });
  await until("one is told", () => texts("benToo").length > 0);
  expect(texts("benToo")).toEqual(["above it"]);
  await ben.notifications.setDefault("rooms", "all");
  await ben.notifications.setDefault("directs", "all");
  const answer = await fetch(`${stack.baseUrl}/_matrix/client/v3/pushrules/global/override/.m.rule.master/enabled`, {
    method: "PUT",
    body: JSON.stringify({ enabled: true }),
    headers: { authorization: `Bearer ${ben.accessToken()}` },
  });
  expect(answer.ok).toBe(true);
  await until("it is seen", () => benToo.notifications.rules.value.silenced);
  await benToo.notifications.endSilence();
  await until("it is over on both", () => !ben.notifications.rules.value.silenced);
  expect(benToo.notifications.rules.value).toMatchObject({ silenced: false, rooms: "all", directs: "all" });
});

test("hours without disturbance are the account's", async () => {
  await ben.notifications.setDoNotDisturb({ hours: { from: 22 * 60, to: 7 * 60 }, until: 0 });
  await until("the other device knows", () => benToo.notifications.doNotDisturb.value.hours?.from === 22 * 60);
});
