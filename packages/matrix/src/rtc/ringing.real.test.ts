import type { RealStack } from "@parley/testkit/stack";
import { startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../contract/session.ts";
import { encryptionReady, password, realMatrix, signUp, until } from "../testing/people.ts";

let stack: RealStack;
let ada: Session;
let bo: Session;
/** Another device of bo's. */
let second: Session;
let roomId: string;

const transport = { serviceUrl: "https://x.example/livekit/jwt" };

beforeAll(async () => {
  stack = await startRealStack();
  ada = await signUp(realMatrix(), stack, "ada");
  bo = await signUp(realMatrix(), stack, "bo");
  await Promise.all([encryptionReady(ada), encryptionReady(bo)]);
  second = await realMatrix().signIn({
    homeserverUrl: stack.baseUrl,
    user: "bo",
    password,
    deviceName: "bo's phone",
  });
  roomId = await ada.rooms.openDirect(bo.account.userId);
  await until("bo is invited", () => bo.rooms.list.value.invites.some(({ id }) => id === roomId));
  await bo.rooms.join(roomId);
  const inside = (session: Session) => session.rooms.details(roomId).value?.membership === "join";
  await until("bo is in", () => inside(bo) && inside(second) && inside(ada));
}, 320_000);
afterAll(async () => {
  await ada?.close();
  await bo?.close();
  await second?.close();
  await stack?.stop();
});

const rings = (session: Session) => session.ringing.incoming.value.filter((ring) => ring.roomId === roomId);
const state = () => ada.ringing.outgoing.value.get(roomId)?.state;

async function call() {
  const place = await ada.calls.of(roomId).join(transport, "video");
  await until("bo's devices ring", () => rings(bo).length === 1 && rings(second).length === 1);
  await until("ada knows that it rings", () => state() === "ringing");
  return place;
}

const silent = () => until("bo's devices are silent", () => rings(bo).length === 0 && rings(second).length === 0);
const empty = () => until("the call is empty", () => ada.calls.of(roomId).members.value.length === 0);

test("a call in a direct message rings, enciphered, and a decline ends it everywhere", async () => {
  const place = await call();
  const [ring] = rings(bo);
  expect(ring).toMatchObject({ callerId: ada.account.userId, intent: "video", quiet: false });
  const answer = await fetch(
    `${stack.baseUrl}/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/event/${encodeURIComponent(ring?.id ?? "")}`,
    { headers: { authorization: `Bearer ${ada.accessToken()}` } },
  );
  expect(await answer.json()).toMatchObject({ type: "m.room.encrypted" });
  await bo.ringing.decline(ring?.id ?? "");
  await silent();
  await until("ada knows that it was declined", () => state() === "declined");
  await place.leave();
  expect(state()).toBeUndefined();
  await empty();
});

test("it ends where it was answered on another device, and when the caller gives up", async () => {
  const place = await call();
  const answered = await second.calls.of(roomId).join(transport, "audio");
  await silent();
  await until("nothing more is said to ada", () => state() === undefined);
  // Who comes second has called nobody.
  expect(second.ringing.outgoing.value.size).toBe(0);
  await Promise.all([place.leave(), answered.leave()]);
  await empty();

  const again = await call();
  await again.leave();
  await silent();
});

test("who calls in Matrix 2.0 has a place and rings, until they are gone", async () => {
  let sent = 0;
  const send = async (type: string, content: object) => {
    sent += 1;
    const path = `${encodeURIComponent(roomId)}/send/${type}/sticky${sent}?org.matrix.msc4354.sticky_duration_ms=60000`;
    const answer = await fetch(`${stack.baseUrl}/_matrix/client/v3/rooms/${path}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${ada.accessToken()}` },
      body: JSON.stringify(content),
    });
    return Object(await answer.json()).event_id;
  };
  const slot = { slot_id: "m.call#ROOM", msc4354_sticky_key: "m1" };
  const eventId = await send("org.matrix.msc4143.rtc.member", {
    ...slot,
    application: { type: "m.call" },
    member: { id: "m1", user_id: ada.account.userId, device_id: "ELSEWHERE" },
    transports: { published: [{ type: "livekit", livekit_service_url: transport.serviceUrl }], can_subscribe: [] },
    versions: [],
  });
  await until("bo sees the place", () => bo.calls.of(roomId).members.value.some((one) => one.eventId === eventId));
  expect(bo.calls.of(roomId).members.value).toMatchObject([{ deviceId: "ELSEWHERE", own: false, intent: "audio" }]);
  await send("org.matrix.msc4075.rtc.notification", {
    "slot_id": slot.slot_id,
    "m.mentions": { user_ids: [bo.account.userId], room: false },
    "notification_type": "ring",
    "m.relates_to": { rel_type: "m.reference", event_id: eventId },
    "sender_ts": Date.now(),
    "lifetime": 30_000,
    "msc4354_sticky_key": slot.slot_id,
  });
  await until("bo's devices ring", () => rings(bo).length === 1 && rings(second).length === 1);
  await send("org.matrix.msc4143.rtc.member", slot);
  await silent();
  await until("nobody is in bo's call", () => bo.calls.of(roomId).members.value.length === 0);
});
