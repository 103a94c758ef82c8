import { MatrixEvent, NotificationCountType } from "matrix-js-sdk";
import { beforeEach, describe, expect, it } from "vitest";
import { buildRig, me, type Rig, roomId } from "../notifications/testing/rig.ts";
import { holdsOwnReceipt, lastToRead, readCheck, unreadEvents, unreadOf } from "./unread.ts";

let rig: Rig;
const said = { msgtype: "m.text", body: "hello", "m.mentions": {} };
const named = { ...said, "m.mentions": { user_ids: [me] } };
const membership = (content: object, before: object | null, sender = me) =>
  rig.arrive({
    type: "m.room.member",
    state_key: me,
    sender,
    content,
    unsigned: before === null ? {} : { prev_content: before },
  });
const encrypt = () =>
  rig.room.currentState.setStateEvents([
    new MatrixEvent({
      type: "m.room.encryption",
      state_key: "",
      content: { algorithm: "m.megolm.v1.aes-sha2" },
      room_id: roomId,
      sender: "@ada:x",
      event_id: "$encryption",
    }),
  ]);
const sdkSays = (total: number, mentions: number) => {
  rig.room.setUnreadNotificationCount(NotificationCountType.Total, total);
  rig.room.setUnreadNotificationCount(NotificationCountType.Highlight, mentions);
};
beforeEach(() => {
  rig = buildRig();
});

describe("of somebody whom one blocks", () => {
  it("nothing is new, and the marker goes to what another said before", async () => {
    encrypt();
    const seen = await rig.arrive({ content: said, sender: "@cy:x" });
    rig.read(seen.getId() ?? "");
    const news = await rig.arrive({ content: said, sender: "@cy:x" });
    const last = await rig.arrive({ content: named, sender: "@troll:x" });
    sdkSays(2, 1);
    const events = () => rig.room.getLiveTimeline().getEvents();
    expect(unreadOf(rig.room, me)).toEqual({ total: 2, mentions: 1 });
    expect(lastToRead(rig.room, events())).toBe(last);
    rig.client.getIgnoredUsers = () => ["@troll:x"];
    expect(unreadOf(rig.room, me)).toEqual({ total: 1, mentions: 0 });
    expect(lastToRead(rig.room, events())).toBe(news);
    // A marker that stands at it already goes nowhere, and not back.
    rig.read(last.getId() ?? "");
    expect(lastToRead(rig.room, events())).toBeUndefined();
  });
});

describe("since an invitation", () => {
  it("everything is unread, and nothing of before, until it is read", async () => {
    await rig.arrive({ content: named });
    await membership({ membership: "invite" }, null, "@ada:x");
    await rig.arrive({ content: said });
    const last = await rig.arrive({ content: named });
    await membership({ membership: "join" }, { membership: "invite" });
    expect(unreadOf(rig.room, me)).toEqual({ total: 2, mentions: 1 });
    await membership({ membership: "join", displayname: "New name" }, { membership: "join" });
    expect(unreadOf(rig.room, me)).toEqual({ total: 2, mentions: 1 });
    rig.read(last.getId() ?? "");
    expect(unreadOf(rig.room, me)).toEqual({ total: 0, mentions: 0 });
  });

  it("is not where one joined unasked: what was said before is history", async () => {
    await rig.arrive({ content: named });
    await membership({ membership: "join" }, null);
    expect(unreadOf(rig.room, me)).toEqual({ total: 0, mentions: 0 });
    await rig.arrive({ content: said });
    expect(unreadOf(rig.room, me)).toEqual({ total: 1, mentions: 0 });
  });

  it("ends with what one says oneself", async () => {
    await membership({ membership: "invite" }, null, "@ada:x");
    await rig.arrive({ content: named });
    await membership({ membership: "join" }, { membership: "invite" });
    await rig.arrive({ sender: me });
    expect(unreadOf(rig.room, me)).toEqual({ total: 0, mentions: 0 });
  });
});

describe("in an encrypted room", () => {
  it("goes on over one's own places in calls, but for the call that was answered by one", async () => {
    const place = (content: object) =>
      rig.arrive({ type: "org.matrix.msc3401.call.member", state_key: `_${me}_D_m.call`, sender: me, content });
    const message = await rig.arrive({ content: named });
    const ring = { type: "org.matrix.msc4075.rtc.notification", content: { notification_type: "ring" } };
    const missed = await rig.arrive(ring);
    // Sent by the homeserver for a device that is gone.
    await place({});
    const unread = () => unreadEvents(rig.room, me).events.map((event) => event.getId());
    expect(unreadOf(rig.room, me)).toEqual({ total: 1, mentions: 1 });
    expect(unread()).toEqual([missed.getId(), message.getId()]);
    await place({ application: "m.call", call_id: "" });
    expect(unreadOf(rig.room, me)).toEqual({ total: 1, mentions: 1 });
    expect(unread()).toEqual([message.getId()]);
    expect(readCheck(rig.room, me)(missed.getId() ?? "", missed.getTs())).toBe(true);
  });

  it("nothing is counted twice, and nothing stays that was read", async () => {
    encrypt();
    const first = await rig.arrive({ content: said });
    rig.read(first.getId() ?? "");
    const second = await rig.arrive({ content: named });
    // A key that came late: the SDK has counted the failure and the success.
    sdkSays(2, 1);
    expect(unreadOf(rig.room, me)).toEqual({ total: 1, mentions: 1 });
    rig.read(second.getId() ?? "");
    sdkSays(0, 1);
    expect(unreadOf(rig.room, me)).toEqual({ total: 0, mentions: 0 });
  });

  it("all that is loaded counts where a sync left the place of reading out", async () => {
    encrypt();
    rig.read("$long-ago");
    for (let at = 0; at < 20; at++) await rig.arrive({ content: at === 3 ? named : said });
    sdkSays(1, 0);
    expect(unreadOf(rig.room, me)).toEqual({ total: 20, mentions: 1 });
    expect(unreadEvents(rig.room, me).exact).toBe(false);
  });

  it("a bound holds", async () => {
    encrypt();
    for (let at = 0; at < 120; at++) await rig.arrive({ content: said });
    sdkSays(3, 0);
    expect(unreadOf(rig.room, me).total).toBe(100);
    sdkSays(120, 0);
    expect(unreadOf(rig.room, me).total).toBe(120);
  });
});

it("the homeserver's numbers hold in other rooms", async () => {
  const first = await rig.arrive({ content: said });
  rig.read(first.getId() ?? "");
  await rig.arrive({ content: said });
  sdkSays(7, 2);
  expect(unreadOf(rig.room, me)).toEqual({ total: 7, mentions: 2 });
});

it.each(["encrypted", "other"])("what was read by itself counts no more in %s rooms", async (kind) => {
  if (kind === "encrypted") encrypt();
  const mine = await rig.arrive({ sender: me });
  rig.read(mine.getId() ?? "");
  await rig.arrive({ content: said });
  await rig.arrive({ content: named });
  const last = await rig.arrive({ content: named });
  sdkSays(3, 2);
  expect(unreadOf(rig.room, me)).toEqual({ total: 3, mentions: 2 });
  const content = { events: { [last.getId() ?? ""]: 1, $old: 2, $odd: "yes" } };
  rig.client.store.storeAccountDataEvents([new MatrixEvent({ type: "app.parley.handled", content })]);
  expect(unreadOf(rig.room, me)).toEqual({ total: 2, mentions: 1 });
  sdkSays(0, 0);
  expect(unreadOf(rig.room, me).mentions).toBe(0);
});

it("what was read by itself counts no more where one has neither read nor said anything", async () => {
  await membership({ membership: "invite" }, null, "@ada:x");
  await rig.arrive({ content: said });
  const last = await rig.arrive({ content: named });
  await membership({ membership: "join" }, { membership: "invite" });
  sdkSays(2, 1);
  const content = { events: { [last.getId() ?? ""]: 1 } };
  rig.client.store.storeAccountDataEvents([new MatrixEvent({ type: "app.parley.handled", content })]);
  expect(unreadOf(rig.room, me)).toEqual({ total: 1, mentions: 0 });
});

it("a change of the rules is heeded", async () => {
  encrypt();
  const first = await rig.arrive({ content: said });
  rig.read(first.getId() ?? "");
  await rig.arrive({ content: named });
  sdkSays(1, 1);
  expect(unreadOf(rig.room, me)).toEqual({ total: 1, mentions: 1 });
  rig.client.setPushRules({ global: {} });
  expect(unreadOf(rig.room, me)).toEqual({ total: 0, mentions: 0 });
});

it("an unloaded message is read when a receipt is younger", async () => {
  rig.read("$long-ago");
  await rig.arrive({ content: said });
  expect(readCheck(rig.room, me)("$older", rig.clock.now() - 1)).toBe(true);
  expect(readCheck(rig.room, me)("$newer", rig.clock.now() + 1)).toBe(false);
});

it("receipts of others are told from one's own, whatever they hold", () => {
  const receipts = (content: object) =>
    new MatrixEvent({ type: "m.receipt", room_id: roomId, content: { ...content } });
  expect(holdsOwnReceipt(receipts({ $a: { "m.read": { "@ada:x": {} }, "m.read.private": { [me]: {} } } }), me)).toBe(
    true,
  );
  for (const content of [
    {},
    { $a: null },
    { $a: 5 },
    { $a: { "m.read": null } },
    { $a: { "m.read": { "@ada:x": {} } } },
  ]) {
    expect(holdsOwnReceipt(receipts(content), me)).toBe(false);
  }
});
