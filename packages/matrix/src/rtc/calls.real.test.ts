import type { RealStack } from "@parley/testkit/stack";
import { startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../contract/session.ts";
import { channel, encryptionReady, makeHome, realMatrix, signUp, until } from "../testing/people.ts";

let stack: RealStack;
let ada: Session;
let bo: Session;
let roomId: string;
/** Cut, no request of bo's arrives any more. */
let cut = false;

beforeAll(async () => {
  stack = await startRealStack();
  ada = await signUp(realMatrix(), stack, "ada");
  bo = await signUp(
    realMatrix({
      fetch: (resource, init) => (cut ? Promise.reject(new TypeError("cut")) : globalThis.fetch(resource, init)),
    }),
    stack,
    "bo",
  );
  await Promise.all([encryptionReady(ada), encryptionReady(bo)]);
  const home = await makeHome(ada);
  roomId = home.roomId;
  await ada.rooms.invite(home.spaceId, bo.account.userId);
  await ada.rooms.invite(roomId, bo.account.userId);
  await bo.rooms.join(home.spaceId);
  await bo.rooms.join(roomId);
  await until("bo is in", () => bo.rooms.details(roomId).value?.membership === "join");
}, 320_000);
afterAll(async () => {
  await ada?.close();
  await bo?.close();
  await stack?.stop();
});

const transport = { serviceUrl: "https://x.example/livekit/jwt" };
const who = (session: Session) => session.calls.of(roomId).members.value.map((member) => member.userId);

test("places and keys reach the other devices, and leaving is seen", async () => {
  const [adas, bos] = [ada.calls.of(roomId), bo.calls.of(roomId)];
  expect(await ada.calls.transport()).toBeNull();
  const place = await adas.join(transport, "video");
  await until("bo sees ada", () => who(bo).includes(ada.account.userId));
  expect(bo.calls.running.value.get(roomId)).toBe(1);
  const other = await bos.join(transport, "audio");
  await until("ada sees bo", () => who(ada).length === 2);
  expect(adas.members.value.map(({ own, intent }) => [own, intent])).toEqual([
    [true, "video"],
    [false, "audio"],
  ]);

  const heard: [string, number, number[]][] = [];
  bos.onKey((identity, { index, key }) => void heard.push([identity, index, [...key]]));
  const key = { index: 3, key: crypto.getRandomValues(new Uint8Array(16)) };
  await adas.sendKey(key, adas.members.value);
  await until("the key came", () => heard.length > 0);
  expect(heard).toEqual([[adas.members.value[0]?.identity, 3, [...key.key]]]);

  await place.leave();
  await until("bo sees that ada left", () => !who(bo).includes(ada.account.userId));
  await other.leave();
  await until("nobody is in", () => ada.calls.running.value.size === 0);
});

test("a place taken in Matrix 2.0 is one like any other, with a name of its own each time, and leaving is seen", async () => {
  const [adas, bos] = [ada.calls.of(roomId, "matrix-2"), bo.calls.of(roomId)];
  expect(adas.own.identity).not.toContain(ada.account.userId);
  const place = await adas.join(transport, "video");
  const other = await bos.join(transport, "audio");
  await until("both see both", () => who(ada).length === 2 && who(bo).length === 2);
  const seen = (session: Session) =>
    session.calls.of(roomId).members.value.map(({ identity, own, intent }) => [identity, own, intent]);
  expect(seen(ada)).toEqual(expect.arrayContaining([[adas.own.identity, true, "video"]]));
  expect(seen(bo)).toEqual(expect.arrayContaining([[adas.own.identity, false, "video"]]));

  const heard: string[] = [];
  bos.onKey((identity) => void heard.push(identity));
  await adas.sendKey({ index: 0, key: crypto.getRandomValues(new Uint8Array(16)) }, adas.members.value);
  await until("the key came, under the name of the place", () => heard[0] === adas.own.identity);

  await place.leave();
  await until("bo sees that ada left", () => !who(bo).includes(ada.account.userId));
  const again = ada.calls.of(roomId, "matrix-2");
  expect(again.own.memberId).not.toBe(adas.own.memberId);
  const second = await again.join(transport, "audio");
  await until("bo sees ada again, once", () => who(bo).filter((id) => id === ada.account.userId).length === 1);
  second.abandon();
  await other.leave();
  await until("nobody is in", () => ada.calls.running.value.size === 0 && bo.calls.running.value.size === 0);
}, 60_000);

test("whoever leaves the room is out of its call at once, and not in it when they come back", async () => {
  const place = await bo.calls.of(roomId).join(transport, "audio");
  await until("ada sees bo", () => who(ada).includes(bo.account.userId));
  await bo.rooms.leave(roomId);
  // The homeserver would give the place up only 15 s later, and not for whoever is not in the room.
  await until("bo is out", () => !who(ada).includes(bo.account.userId), 5_000);
  expect(ada.calls.running.value.size).toBe(0);
  await ada.rooms.invite(roomId, bo.account.userId);
  await bo.rooms.join(roomId);
  await until("bo is back", () => ada.rooms.members(roomId).value.some(({ userId }) => userId === bo.account.userId));
  expect([who(ada), who(bo)]).toEqual([[], []]);
  await place.leave();
}, 60_000);

test("raised hands and reactions reach the others, also whoever comes later", async () => {
  const [adasPlace, bosPlace] = await Promise.all(
    [ada, bo].map((session) => session.calls.of(roomId).join(transport, "audio")),
  );
  await until("both see both", () => who(ada).length === 2 && who(bo).length === 2);
  const adas = await ada.callSigns.open(roomId);
  const bos = await bo.callSigns.open(roomId);
  await adas.setHand(true);
  await adas.setHand(true);
  const up = (signs: typeof adas) => signs.hands.value.map(({ userId }) => userId);
  expect(up(adas)).toEqual([ada.account.userId]);
  await until("bo sees the hand", () => up(bos).length === 1);
  bos.close();
  const later = await bo.callSigns.open(roomId);
  await until("bo sees a hand that was up before", () => up(later).includes(ada.account.userId));

  const seen: string[] = [];
  later.onReaction(({ identity, emoji }) => void seen.push(`${identity} ${emoji}`));
  await adas.react("👏", "clapping");
  await until("bo sees the reaction", () => seen.length > 0);
  expect(seen).toEqual([`${ada.account.userId}:${ada.account.deviceId} 👏`]);
  await adas.setHand(false);
  await until("the hand is down", () => up(later).length === 0 && up(adas).length === 0);

  await Promise.all([adasPlace?.leave(), bosPlace?.leave()]);
  await until("nobody is in", () => ada.calls.running.value.size === 0 && bo.calls.running.value.size === 0);
  await expect(adas.setHand(true)).rejects.toMatchObject({ code: "MATRIX_NOT_FOUND" });
}, 60_000);

test("a voice channel is a room of that type; both see who is in it, and its levels hold", async () => {
  const spaceId = ada.rooms.list.value.spaces[0]?.id ?? "";
  const voice = await ada.rooms.createChannel(spaceId, { name: "studio", voice: true });
  const state = `${stack.baseUrl}/_matrix/client/v3/rooms/${encodeURIComponent(voice)}/state/m.room.create`;
  const create = await fetch(state, { headers: { authorization: `Bearer ${ada.accessToken()}` } });
  expect(await create.json()).toMatchObject({ type: "org.matrix.msc3417.call" });
  await until("bo has it", () => channel(bo, "studio")?.voice === true);
  expect(channel(bo, "general")?.voice).toBe(false);
  expect(bo.rooms.details(voice).value).toMatchObject({ encrypted: true, callRights: { join: true, speak: true } });

  const places = await Promise.all([ada, bo].map((session) => session.calls.of(voice).join(transport, "audio")));
  const inside = (session: Session) => session.calls.of(voice).members.value.map(({ userId }) => userId);
  await until("both see both", () => inside(ada).length === 2 && inside(bo).length === 2);
  expect(ada.calls.running.value.get(voice)).toBe(2);
  await Promise.all(places.map((place) => place.leave()));
  await until("nobody is in", () => inside(ada).length === 0 && inside(bo).length === 0);
  // Nobody was rung or told: people come and go.
  const said = await fetch(state.replace("/state/m.room.create", "/messages?dir=b&limit=100"), {
    headers: { authorization: `Bearer ${ada.accessToken()}` },
  });
  const { chunk } = Object(await said.json());
  const types = chunk.map(({ type }: { type: string }) => type);
  expect(types).toContain("org.matrix.msc3401.call.member");
  expect(types).not.toContain("m.room.encrypted");

  await ada.upkeep.setCallRole(voice, "speak", "moderator");
  await ada.upkeep.setCallRole(voice, "join", "admin");
  await until("bo may not speak or join", () => {
    const { speak, join } = bo.rooms.details(voice).value?.callRights ?? {};
    return speak === false && join === false;
  });
  expect(bo.rooms.details(voice).value?.callRoles).toMatchObject({
    join: "admin",
    speak: "moderator",
    video: "member",
  });
  await expect(bo.upkeep.setCallRole(voice, "join", "member")).rejects.toMatchObject({ code: "MATRIX_FORBIDDEN" });
}, 60_000);

test("whoever cannot be heard any more is out after 15 s, and in again when they can", async () => {
  await bo.calls.of(roomId).join(transport, "audio");
  await until("ada sees bo", () => who(ada).length === 1);
  cut = true;
  const took = await until("ada sees bo no more", () => who(ada).length === 0, 25_000);
  expect(took).toBeLessThan(20_000);
  cut = false;
  bo.reconnect();
  await until("bo is back", () => who(ada).length === 1, 30_000);
}, 90_000);

test("the way out of a page that crashed does not take the place of the one that came after it", async () => {
  const place = await bo.calls.of(roomId).join(transport, "audio");
  await until("ada sees bo", () => who(ada).includes(bo.account.userId));
  // As the homeserver does when the time of the page before is over.
  const { userId, deviceId } = bo.account;
  const key = encodeURIComponent(`_${userId}_${deviceId}_m.call`);
  const path = `${encodeURIComponent(roomId)}/state/org.matrix.msc3401.call.member/${key}`;
  const cleared = await fetch(`${stack.baseUrl}/_matrix/client/v3/rooms/${path}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${bo.accessToken()}` },
    body: "{}",
  });
  expect(cleared.status).toBe(200);
  await until("bo is out", () => !who(ada).includes(userId));
  await until("bo is in again", () => who(ada).includes(userId));
  await place.leave();
  await until("nobody is in", () => ada.calls.running.value.size === 0);
});

test("a proof of the account is had for those who hand out tokens", async () => {
  const proof = await ada.calls.openId();
  expect(proof.matrix_server_name).toBe(stack.serverName);
  const answer = await fetch(
    `${stack.baseUrl}/_matrix/federation/v1/openid/userinfo?access_token=${encodeURIComponent(proof.access_token)}`,
  );
  expect(await answer.json()).toEqual({ sub: ada.account.userId });
});
