import { type RunningParley, startParley } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callPeople, claimsOf, enter, type Json, type Person, partsReady, within } from "../../testing/real-calls.ts";
import { aliasOf } from "./names.ts";

let parley: RunningParley;
beforeAll(async () => {
  parley = await startParley({ domain: "localhost" });
  await partsReady(parley);
}, 300_000);
afterAll(() => parley?.dispose());

const { matrix, person, room, openId, ask, sfuGet, homeserver } = callPeople(() => parley);

test("clients are told where tokens are had, by the homeserver and by well-known", async () => {
  const ada = await person("where");
  const transport = { type: "livekit", livekit_service_url: `${parley.baseUrl}/livekit/jwt` };
  expect(await matrix(ada, "GET", "/unstable/org.matrix.msc4143/rtc/transports")).toEqual({
    rtc_transports: [transport],
  });
  const wellKnown = await fetch(`${parley.baseUrl}/.well-known/matrix/client`);
  expect(await wellKnown.json()).toMatchObject({ "org.matrix.msc4143.rtc_foci": [transport] });
  const health = await fetch(`${parley.baseUrl}/livekit/jwt/healthz`);
  expect(health.status).toBe(200);
  expect((await fetch(`${parley.baseUrl}/livekit/jwt/healthz`, { method: "HEAD" })).status).toBe(200);
  for (const path of ["/sfu/get", "/get_token", "/delegate_delayed_leave"]) {
    const preflight = await fetch(`${parley.baseUrl}/livekit/jwt${path}`, { method: "OPTIONS" });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
    // Element Call reads what a refusal says: the page of another origin must be let.
    const refused = await ask(path, {});
    expect([refused.status, refused.body.errcode]).toEqual([400, "M_BAD_JSON"]);
    expect(refused.headers.get("access-control-allow-origin")).toBe("*");
  }
});

test("a member gets a token for half an hour, and LiveKit takes it", async () => {
  const [ada, bo] = [await person("member-ada"), await person("member-bo")];
  const roomId = await room(ada, [bo]);
  const given = await sfuGet(bo, roomId);
  expect(given.status).toBe(200);
  expect(given.headers.get("access-control-allow-origin")).toBe("*");
  expect(given.headers.get("server-timing")).toMatch(/^person;dur=[\d.]+, member;dur=[\d.]+, room;dur=[\d.]+$/);
  const claims = claimsOf(given.body.jwt);
  expect(claims).toMatchObject({
    sub: `${bo.userId}:${bo.deviceId}`,
    video: { room: aliasOf(roomId, "m.call#ROOM"), roomJoin: true, roomCreate: false, canPublish: true },
  });
  expect(Number(claims.exp) * 1000 - Date.now()).toBeGreaterThan(29 * 60_000);
  expect(Number(claims.exp) * 1000 - Date.now()).toBeLessThanOrEqual(30 * 60_000);
  const joined = await enter(given.body);
  expect(joined.status).toBe(101);
  joined.socket?.close();

  const hashed = await ask("/get_token", {
    room_id: roomId,
    slot_id: "m.call#ROOM",
    openid_token: await openId(bo),
    member: { id: "m1", claimed_user_id: bo.userId, claimed_device_id: bo.deviceId },
  });
  expect(hashed.status).toBe(200);
  expect(claimsOf(hashed.body.jwt)).toMatchObject({ video: { room: aliasOf(roomId, "m.call#ROOM") } });
  expect(String(claimsOf(hashed.body.jwt).sub)).not.toContain("member-bo");
});

test("nobody else does", async () => {
  const [ada, eve] = [await person("else-ada"), await person("else-eve")];
  const roomId = await room(ada, []);
  const refused = async (asked: Promise<{ status: number; body: Json }>) => {
    const { status, body } = await asked;
    return [status, body.errcode];
  };
  expect(await refused(sfuGet(eve, roomId))).toEqual([403, "M_FORBIDDEN"]);
  const at = (action: string) => `/v3/rooms/${encodeURIComponent(roomId)}/${action}`;
  await matrix(ada, "POST", at("invite"), { user_id: eve.userId });
  expect(await refused(sfuGet(eve, roomId)), "only invited").toEqual([403, "M_FORBIDDEN"]);
  await matrix(eve, "POST", at("join"), {});
  expect((await sfuGet(eve, roomId)).status).toBe(200);
  await matrix(eve, "POST", at("leave"), {});
  expect(await refused(sfuGet(eve, roomId)), "left again").toEqual([403, "M_FORBIDDEN"]);
  expect(await refused(sfuGet(ada, "!nowhere:localhost"))).toEqual([403, "M_FORBIDDEN"]);
  expect(await refused(sfuGet(ada, roomId, { device_id: "NOTMINE" }))).toEqual([403, "M_FORBIDDEN"]);
  const token = await openId(ada);
  const asked = (more: Json) =>
    ask("/sfu/get", { room: roomId, openid_token: token, device_id: ada.deviceId, ...more });
  expect(await refused(asked({ openid_token: { ...token, access_token: "made-up" } }))).toEqual([
    401,
    "M_UNAUTHORIZED",
  ]);
  expect(await refused(asked({ openid_token: { ...token, matrix_server_name: "evil.example" } }))).toEqual([
    403,
    "M_FORBIDDEN",
  ]);
  expect(await refused(asked({ surprise: true }))).toEqual([400, "M_BAD_JSON"]);
  expect(await refused(asked({ device_id: 5 }))).toEqual([400, "M_BAD_JSON"]);
  expect(await refused(asked({ delay_id: "x" }))).toEqual([400, "M_BAD_JSON"]);
  expect(await refused(ask("/sfu/get", "{"))).toEqual([400, "M_NOT_JSON"]);
  expect(await refused(ask("/sfu/get", `"${"x".repeat(70_000)}"`))).toEqual([413, "M_TOO_LARGE"]);
  expect(
    await refused(
      ask("/get_token", {
        room_id: roomId,
        slot_id: "m.call#ROOM",
        openid_token: token,
        member: { id: "m", claimed_user_id: eve.userId, claimed_device_id: ada.deviceId },
      }),
    ),
  ).toEqual([401, "M_UNAUTHORIZED"]);
  // A token that LiveKit would take if it were asked.
  expect((await enter({ url: parley.baseUrl.replace("http", "ws").concat("/livekit/sfu"), jwt: "a.b.c" })).status).toBe(
    401,
  );
});

test("whoever is banned is out within 5 s and does not come back with the old token", async () => {
  const [ada, bo] = [await person("ban-ada"), await person("ban-bo")];
  const roomId = await room(ada, [bo]);
  const given = await sfuGet(bo, roomId);
  const joined = await enter(given.body);
  await matrix(ada, "POST", `/v3/rooms/${encodeURIComponent(roomId)}/ban`, { user_id: bo.userId });
  await within(5000, joined.closed);
  expect((await enter(given.body)).status).toBe(401);
  expect((await sfuGet(bo, roomId)).status).toBe(403);

  await matrix(ada, "POST", `/v3/rooms/${encodeURIComponent(roomId)}/unban`, { user_id: bo.userId });
  await matrix(ada, "POST", `/v3/rooms/${encodeURIComponent(roomId)}/invite`, { user_id: bo.userId });
  await matrix(bo, "POST", `/v3/join/${encodeURIComponent(roomId)}`, {});
  const again = await enter((await sfuGet(bo, roomId)).body);
  expect(again.status).toBe(101);
  again.socket?.close();
});

test("whoever is kicked is out within 5 s, and an invitation alone does not open the old token", async () => {
  const [ada, bo] = [await person("kick-ada"), await person("kick-bo")];
  const roomId = await room(ada, [bo]);
  const given = await sfuGet(bo, roomId);
  const joined = await enter(given.body);
  await matrix(ada, "POST", `/v3/rooms/${encodeURIComponent(roomId)}/kick`, { user_id: bo.userId });
  await within(5000, joined.closed);
  expect((await enter(given.body)).status).toBe(401);
  await matrix(ada, "POST", `/v3/rooms/${encodeURIComponent(roomId)}/invite`, { user_id: bo.userId });
  expect((await enter(given.body)).status).toBe(401);
});

test("whoever is signed out past our own proxy is out within 5 s too", async () => {
  const [ada, bo] = [await person("past-ada"), await person("past-bo")];
  const roomId = await room(ada, [bo]);
  const given = await sfuGet(bo, roomId);
  const joined = await enter(given.body);
  const out = await fetch(`${homeserver()}/_matrix/client/v3/logout`, {
    method: "POST",
    headers: { authorization: `Bearer ${bo.token}` },
  });
  expect(out.status).toBe(200);
  await within(5000, joined.closed);
  expect((await enter(given.body)).status).toBe(401);
});

test("whoever signs out is out within 5 s and does not come back with the old token", async () => {
  const [ada, bo] = [await person("out-ada"), await person("out-bo")];
  const roomId = await room(ada, [bo]);
  const given = await sfuGet(bo, roomId);
  const joined = await enter(given.body);
  await matrix(bo, "POST", "/v3/logout", {});
  await within(5000, joined.closed);
  expect((await enter(given.body)).status).toBe(401);
});

test("what a room's levels hold back is not in the token", async () => {
  const [ada, bo] = [await person("level-ada"), await person("level-bo")];
  const roomId = await room(ada, [bo], { "parley.call.video": 50, "parley.call.screen": 50 });
  expect(claimsOf((await sfuGet(bo, roomId)).body.jwt)).toMatchObject({
    video: { canPublish: true, canPublishSources: ["microphone"] },
  });
  expect(claimsOf((await sfuGet(ada, roomId)).body.jwt).video).not.toHaveProperty("canPublishSources");
  const closed = await room(ada, [bo], { "parley.call.join": 50 });
  expect((await sfuGet(bo, closed)).status).toBe(403);
});

test("after LiveKit was killed the same token leads into the same call", async () => {
  const ada = await person("killed-ada");
  const roomId = await room(ada, []);
  const given = await sfuGet(ada, roomId);
  const joined = await enter(given.body);
  const pid = parley.children().sfu;
  if (pid === undefined) throw new Error("there is no LiveKit");
  process.kill(pid, "SIGKILL");
  await within(5000, joined.closed);
  const patience = { timeout: 20_000, interval: 100 };
  await expect.poll(async () => (await enter(given.body)).status, patience).toBe(101);
}, 40_000);

test("a delayed leave that was handed over is kept back while they are there, and sent soon after they are gone", async () => {
  const ada = await person("leave-ada");
  const roomId = await room(ada, []);
  const key = encodeURIComponent(`_${ada.userId}_${ada.deviceId}_m.call`);
  const state = `/v3/rooms/${encodeURIComponent(roomId)}/state/org.matrix.msc3401.call.member/${key}`;
  await matrix(ada, "PUT", state, { application: "m.call" });
  const scheduled = await matrix(ada, "PUT", `${state}?org.matrix.msc4140.delay=4000`, {});
  const given = await sfuGet(ada, roomId, {
    delay_id: scheduled.delay_id,
    delay_timeout: 4000,
    delay_cs_api_url: "http://127.0.0.1:9/nowhere",
  });
  expect(given.status).toBe(200);
  const joined = await enter(given.body);
  // Twice as long as it would have waited by itself.
  await new Promise((resolve) => setTimeout(resolve, 8000));
  expect(await matrix(ada, "GET", state)).toEqual({ application: "m.call" });
  const begun = performance.now();
  joined.socket?.terminate();
  await expect.poll(() => matrix(ada, "GET", state), { timeout: 20_000, interval: 200 }).toEqual({});
  expect(performance.now() - begun).toBeLessThan(20_000);
}, 60_000);

test("who may remove somebody from the room takes them out of its call; nobody else does", async () => {
  const [ada, bo, cy] = [await person("mod-ada"), await person("mod-bo"), await person("mod-cy")];
  const roomId = await room(ada, [bo, cy]);
  const link = parley.setupLink()?.split("#")[1] ?? "";
  const session = async (who: Person, codes: Json) => {
    const answer = await fetch(`${parley.baseUrl}/api/v1/auth.signIn`, {
      method: "POST",
      headers: { "content-type": "application/json", "authorization": `Bearer ${who.token}` },
      body: JSON.stringify(codes),
    });
    return String(((await answer.json()) as Json).token);
  };
  const call = async (token: string, method: string, params: Json) => {
    const answer = await fetch(`${parley.baseUrl}/api/v1/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json", "authorization": `Bearer ${token}` },
      body: JSON.stringify(params),
    });
    return { status: answer.status, body: (await answer.json()) as Json };
  };
  const owner = await session(ada, { setupCode: link });
  const made = await call(owner, "invites.create", { spaceId: roomId, spaceName: "S", expiresInMs: null, maxUses: 1 });
  const member = await session(cy, { inviteCode: String(made.body.url).split("#")[1] ?? "" });
  const joined = await enter((await sfuGet(bo, roomId)).body);
  expect((await call(member, "calls.remove", { roomId, userId: bo.userId })).status).toBe(403);
  const muting = { roomId, userId: bo.userId, source: "microphone" };
  expect((await call(member, "calls.mute", muting)).status).toBe(403);
  expect(await call(owner, "calls.mute", muting), "nothing is sent yet").toEqual({ status: 200, body: { muted: 0 } });
  expect((await call(owner, "calls.remove", { roomId: "!no:localhost", userId: bo.userId })).status).toBe(404);
  expect(await call(owner, "calls.remove", { roomId, userId: bo.userId })).toEqual({
    status: 200,
    body: { removed: 1 },
  });
  await within(3000, joined.closed);
  expect((await call(owner, "calls.remove", { roomId, userId: bo.userId })).body).toEqual({ removed: 0 });
});

test("after a crash of the server a delayed leave that it had taken is sent for who does not come back", async () => {
  const ada = await person("crash-ada");
  const roomId = await room(ada, []);
  const key = encodeURIComponent(`_${ada.userId}_${ada.deviceId}_m.call`);
  const state = `/v3/rooms/${encodeURIComponent(roomId)}/state/org.matrix.msc3401.call.member/${key}`;
  await matrix(ada, "PUT", state, { application: "m.call" });
  const hour = 3_600_000;
  const scheduled = await matrix(ada, "PUT", `${state}?org.matrix.msc4140.delay=${hour}`, {});
  const given = await sfuGet(ada, roomId, { delay_id: scheduled.delay_id, delay_timeout: hour });
  await enter(given.body);
  await parley.kill9();
  await parley.start();
  await partsReady(parley);
  expect(await matrix(ada, "GET", state)).toEqual({ application: "m.call" });
  await expect.poll(() => matrix(ada, "GET", state), { timeout: 40_000, interval: 500 }).toEqual({});
}, 90_000);
