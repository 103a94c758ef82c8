import { expect, test } from "vitest";
import { expiresMs, identityOf, type MembershipEvent, memberIn, membershipContent, stateKeyOf } from "./membership.ts";

const own = { userId: "@ada:x", deviceId: "ADA" };
const transport = { serviceUrl: "https://x/livekit/jwt" };
const now = 1_800_000_000_000;
const bo = { userId: "@bo:x", deviceId: "BO" };

const event = (content: Record<string, unknown>, more: Partial<MembershipEvent> = {}): MembershipEvent => ({
  id: "$1",
  sender: bo.userId,
  stateKey: stateKeyOf(bo.userId, bo.deviceId),
  sentAt: now,
  content,
  ...more,
});
const place = (more: Record<string, unknown> = {}) => ({
  ...membershipContent(bo, "!r:x", { transport, intent: "video", renewed: null }),
  ...more,
});

test("what we write is what we read, and one's own is known as that", () => {
  expect(memberIn(event(place()), own, now)).toEqual({
    ...bo,
    identity: identityOf(bo.userId, bo.deviceId),
    eventId: "$1",
    joinedAt: now,
    intent: "video",
    transport,
    own: false,
    until: now + expiresMs,
  });
  expect(memberIn(event(place()), bo, now)?.own).toBe(true);
  // The homeserver lets nobody else write under a key that begins with their name, in rooms that know of it.
  expect(memberIn(event(place(), { stateKey: stateKeyOf(bo.userId, bo.deviceId).slice(1) }), own, now)).not.toBeNull();
});

test("a renewal keeps the time of the joining and lasts as long as a new place", () => {
  const renewed = { joinedAt: now - 3 * expiresMs, now };
  const content = membershipContent(bo, "!r:x", { transport, intent: "audio", renewed });
  expect(memberIn(event(content), own, now)).toMatchObject({ joinedAt: renewed.joinedAt, until: now + expiresMs });
});

test("a place is over when its time is, however long it wanted to last", () => {
  expect(memberIn(event(place()), own, now + expiresMs)).toBeNull();
  expect(memberIn(event(place({ expires: 1e15 })), own, now + 25 * 60 * 60_000)).toBeNull();
  expect(memberIn(event(place({ created_ts: now + 1e12 })), own, now)).toMatchObject({ joinedAt: now });
});

test("nobody takes a place for somebody else", () => {
  for (const wrong of [
    event(place(), { sender: "@eve:x" }),
    event(place(), { stateKey: stateKeyOf("@ada:x", "BO") }),
    event(place({ device_id: "ADA" })),
    event(place(), { stateKey: "" }),
  ]) {
    expect(memberIn(wrong, own, now)).toBeNull();
  }
});

test("whatever else stands there is no place", () => {
  const junk = [null, 5, "x", [], {}, [null], [{ type: "livekit" }], [{ type: "livekit", livekit_service_url: 4 }]];
  for (const foci of [...junk, [{ type: "livekit", livekit_service_url: "javascript:alert(1)" }]]) {
    expect(memberIn(event(place({ foci_preferred: foci })), own, now)).toBeNull();
  }
  for (const content of [
    {},
    place({ application: "m.whiteboard" }),
    place({ call_id: "other" }),
    place({ device_id: 5 }),
  ]) {
    expect(memberIn(event(content), own, now)).toBeNull();
  }
  expect(memberIn(event(place({ "expires": "soon", "m.call.intent": {} })), own, now)).toMatchObject({
    intent: "audio",
  });
});
