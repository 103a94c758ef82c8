import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { IDBFactory } from "fake-indexeddb";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { FetchPort } from "../contract/ports.ts";
import type { Session } from "../contract/session.ts";
import { encryptionReady, password, reads, realMatrix, say, signUp, until } from "../testing/people.ts";

let stack: RealStack;
let ada: Session;
let bo: Session;
let roomId: string;
/** Of bo's first device, which is closed by then. */
let token: string;
const opened: Session[] = [];

/** What ada's device does not hear: that somebody's devices have changed, and whose they are when she asks. */
const deaf = { changes: false, devices: false };
/** How often she has asked for somebody's devices. */
let asked = 0;

const adas: FetchPort = async (resource, init) => {
  const address = String(resource instanceof Request ? resource.url : resource);
  const query = address.includes("/keys/query");
  if (query) asked += 1;
  const answer = await fetch(resource, init);
  const strip = address.includes("/sync?") ? deaf.changes && "device_lists" : query && deaf.devices && "device_keys";
  if (strip === false || !answer.ok) return answer;
  const { [strip]: _left, ...rest } = Object(await answer.json());
  return Response.json(rest);
};

beforeAll(async () => {
  stack = await startRealStack();
  ada = await signUp(realMatrix({ fetch: adas }), stack, "ada");
  bo = await signUp(realMatrix(), stack, "bo");
  await Promise.all([encryptionReady(ada), encryptionReady(bo)]);
  roomId = await ada.rooms.openDirect(bo.account.userId);
  await until("bo is invited", () => bo.rooms.list.value.invites.some(({ id }) => id === roomId));
  await bo.rooms.join(roomId);
  await until("both are in", () => inside(bo) && inside(ada));
  await say(ada, roomId, "before");
  await reads(bo, roomId, ["before"]);
  token = bo.accessToken() ?? "";
  await bo.close();
}, 320_000);
afterEach(async () => {
  deaf.changes = false;
  deaf.devices = false;
  for (const session of opened.splice(0)) await session.close();
});
afterAll(async () => {
  await ada?.close();
  await stack?.stop();
});

const transport = { serviceUrl: "https://x.example/livekit/jwt" };
const inside = (session: Session) => session.rooms.details(roomId).value?.membership === "join";
const rings = (session: Session) => session.ringing.incoming.value.filter((ring) => ring.roomId === roomId);
const declined = () =>
  until("ada knows that it was declined", () => ada.ringing.outgoing.value.get(roomId)?.state === "declined");
const empty = () => until("the call is empty", () => ada.calls.of(roomId).members.value.length === 0);

/** bo in one more browser, which is in the room and has told the homeserver its keys. It cannot open the backup of keys. */
async function another(): Promise<Session> {
  const session = await realMatrix({ indexedDB: new IDBFactory() }).signIn({
    homeserverUrl: stack.baseUrl,
    user: "bo",
    password,
    deviceName: "bo's phone",
  });
  opened.push(session);
  await until("it is in the room", () => inside(session));
  await until("its keys are with the homeserver", async () => {
    const answer = await fetch(`${stack.baseUrl}/_matrix/client/v3/keys/query`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ device_keys: { [bo.account.userId]: [session.account.deviceId] } }),
    });
    const found = Object(await answer.json()).device_keys?.[bo.account.userId] ?? {};
    return Object.keys(found).includes(session.account.deviceId);
  });
  return session;
}

test("what rings is sealed for a device that the caller has not been told of", async () => {
  deaf.changes = true;
  const second = await another();
  const place = await ada.calls.of(roomId).join(transport, "video");
  await until("the device rings", () => rings(second).length === 1, 5000);
  expect(rings(second)).toMatchObject([{ callerId: ada.account.userId, intent: "video" }]);
  await second.ringing.decline(rings(second)[0]?.id ?? "");
  await declined();
  await place.leave();
  await empty();
  // As what is said in the same breath.
  await say(ada, roomId, "after");
  await reads(second, roomId, ["after"]);
});

test("a call rings on a device that has not the key of what rings it", async () => {
  deaf.changes = true;
  deaf.devices = true;
  const second = await another();
  const place = await ada.calls.of(roomId).join(transport, "video");
  await until("the device rings", () => rings(second).length === 1, 5000);
  expect(rings(second)).toMatchObject([{ callerId: ada.account.userId, intent: "video" }]);
  await second.ringing.decline(rings(second)[0]?.id ?? "");
  await declined();
  await place.leave();
  await empty();
});

test("a device that comes into a call is sent a media key at once, though nobody was told of it", async () => {
  deaf.changes = true;
  const call = ada.calls.of(roomId);
  const place = await call.join(transport, "audio");
  const second = await another();
  const its = second.calls.of(roomId);
  const heard: string[] = [];
  its.onKey((identity) => void heard.push(identity));
  const other = await its.join(transport, "audio");
  await until("ada sees it", () => call.members.value.length === 2);
  const key = { index: 0, key: crypto.getRandomValues(new Uint8Array(16)) };
  expect(await call.sendKey(key, call.members.value)).toEqual([]);
  await until("the key came", () => heard.length > 0);
  expect(heard).toEqual([call.own.identity]);
  const before = asked;
  expect(await call.sendKey({ ...key, index: 1 }, call.members.value)).toEqual([]);
  expect(asked).toBe(before);
  await Promise.all([place.leave(), other.leave()]);
  await empty();
});
