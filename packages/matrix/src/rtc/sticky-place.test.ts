import { expect, test } from "vitest";
import {
  identityIn,
  isClosed,
  openSlot,
  type StickyEvent,
  stickyContent,
  stickyLeave,
  stickyMemberIn,
} from "./sticky-place.ts";

const own = { userId: "@ada:x", deviceId: "ADA", taken: new Set(["mine"]) };
const now = 1_800_000_000_000;
const content = {
  slot_id: "m.call#ROOM",
  application: { "type": "m.call", "m.call.intent": "video" },
  member: { id: "0b0c", user_id: "@bo:x", device_id: "BO" },
  transports: {
    published: [{ type: "livekit", livekit_service_url: "https://x/livekit/jwt" }],
    can_subscribe: ["livekit"],
  },
  versions: [],
  msc4354_sticky_key: "0b0c",
};
const event = (more: object = {}, of: Partial<StickyEvent> = {}): StickyEvent => ({
  id: "$1",
  sender: "@bo:x",
  sentAt: now - 1000,
  until: now + 3_600_000,
  content: { ...content, ...more },
  ...of,
});

test("a place of Matrix 2.0 is one like any other, under the name that LiveKit has for it", () => {
  expect(stickyMemberIn(event(), own, now)).toEqual({
    userId: "@bo:x",
    deviceId: "BO",
    identity: identityIn("@bo:x", "BO", "0b0c"),
    eventId: "$1",
    joinedAt: now - 1000,
    intent: "video",
    transport: { serviceUrl: "https://x/livekit/jwt" },
    own: false,
    until: now + 3_600_000,
  });
});

test("the name is what the service of LiveKit makes of it", () => {
  // The vector of lk-jwt-service.
  expect(identityIn("@alice:example.com", "DEVICE123", "memberABC")).toBe(
    "J+T45tGruxc+HrUOqJJlyQSV33m728Cme4+vt8/SWrU",
  );
  expect(identityIn("@bo:x", "BO", "@bo:x:BO"), "in compatibility mode").toBe("@bo:x:BO");
  expect(identityIn("@bo:x", "B<O", "m")).not.toBe(identityIn("@bo:x", "BO", "m"));
});

test("nobody takes a place for somebody else, and what is over or no place is none", () => {
  for (const wrong of [
    event({}, { sender: "@eve:x" }),
    event({}, { until: now }),
    event({ slot_id: "m.call#other" }),
    event({ application: undefined }),
    event({ application: { type: "m.whiteboard" } }),
    event({ member: { ...content.member, id: 5 } }),
    event({ member: { ...content.member, device_id: "" } }),
    event({ member: { ...content.member, id: "x".repeat(300) } }),
    event({ member: null }),
    event({ transports: { published: [{ type: "livekit", livekit_service_url: "javascript:x" }] } }),
    event({ transports: null }),
    // How leaving looks.
    event({ application: undefined, member: undefined, transports: undefined }),
    event({ member: { id: "1", user_id: own.userId, device_id: own.deviceId } }, { sender: own.userId }),
  ]) {
    expect(stickyMemberIn(wrong, own, now)).toBeNull();
  }
});

test("a closed slot has nobody in it, a room without one is open", () => {
  expect(isClosed(undefined)).toBe(false);
  expect(isClosed({ status: "open", application: { type: "m.call" } })).toBe(false);
  expect(isClosed({ status: "closed", application: { type: "m.call" } })).toBe(true);
  expect(isClosed({})).toBe(true);
});

test("what we write is read as our own by the device that wrote it, and as anybody's by others; the last word is no place", () => {
  const place = { transport: { serviceUrl: "https://x/livekit/jwt" }, intent: "video" } as const;
  const written = stickyContent({ ...own, memberId: "mine" }, place);
  const seen = (by: Parameters<typeof stickyMemberIn>[1], more: object = written) =>
    stickyMemberIn(event({}, { sender: own.userId, content: { ...more } }), by, now);
  expect(seen(own)).toMatchObject({ own: true, ...place, identity: identityIn(own.userId, own.deviceId, "mine") });
  expect(seen({ ...own, deviceId: "OTHER" })).toMatchObject({ own: false, deviceId: own.deviceId });
  expect(seen(own, stickyContent({ ...own, memberId: "of an earlier visit" }, place))).toBeNull();
  expect(seen({ ...own, deviceId: "OTHER" }, stickyLeave("mine"))).toBeNull();
  // The homeserver puts one in the place of the other by this.
  expect(stickyLeave("mine").msc4354_sticky_key).toBe(written.msc4354_sticky_key);
});

test("the slot that we open is open", () => {
  expect(isClosed(openSlot(true))).toBe(false);
  expect(openSlot(true)).toMatchObject({ encryption: { type: "org.matrix.msc4143.per_member" } });
  expect(openSlot(false)).not.toHaveProperty("encryption");
});
