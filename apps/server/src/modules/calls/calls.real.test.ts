import { createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type RunningParley, startParley } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { aliasOf } from "./names.ts";

/** Somebody at the homeserver of the server under test. */
interface Person {
  readonly userId: string;
  readonly deviceId: string;
  readonly token: string;
}

let parley: RunningParley;
let homeserver = "";
let registrationSecret = "";
beforeAll(async () => {
  parley = await startParley({ domain: "localhost" });
  await until("homeserver and LiveKit are ready", 180_000, async () => {
    const states = await ready();
    return states.homeserver === "ready" && states.sfu === "ready";
  });
  const config = JSON.parse(readFileSync(join(parley.dataFolder, "synapse/homeserver.json"), "utf8"));
  homeserver = `http://127.0.0.1:${config.listeners[0].port}`;
  registrationSecret = config.registration_shared_secret;
}, 300_000);
afterAll(() => parley?.dispose());

async function ready(): Promise<Record<string, string>> {
  const answer = await fetch(`${parley.baseUrl}/readyz`, { signal: AbortSignal.timeout(2000) });
  const { parts } = (await answer.json()) as { parts: { name: string; state: string }[] };
  return Object.fromEntries(parts.map(({ name, state }) => [name, state]));
}

type Json = Record<string, unknown>;

async function matrix(who: Person | null, method: string, path: string, body?: Json): Promise<Json> {
  const answer = await fetch(`${parley.baseUrl}/_matrix/client${path}`, {
    method,
    headers: { "content-type": "application/json", ...(who === null ? {} : { authorization: `Bearer ${who.token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const value = (await answer.json()) as Json;
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(value)}`);
  return value;
}

async function person(name: string): Promise<Person> {
  const address = `${homeserver}/_synapse/admin/v1/register`;
  const { nonce } = (await (await fetch(address)).json()) as { nonce: string };
  const password = randomBytes(12).toString("hex");
  const mac = createHmac("sha1", registrationSecret)
    .update([nonce, name, password, "notadmin"].join("\0"))
    .digest("hex");
  const answer = await fetch(address, {
    method: "POST",
    body: JSON.stringify({ nonce, username: name, password, admin: false, mac }),
  });
  const made = (await answer.json()) as { user_id: string; device_id: string; access_token: string };
  return { userId: made.user_id, deviceId: made.device_id, token: made.access_token };
}

async function room(owner: Person, members: readonly Person[], levels: Json = {}): Promise<string> {
  const made = await matrix(owner, "POST", "/v3/createRoom", {
    preset: "private_chat",
    invite: members.map((member) => member.userId),
    power_level_content_override: { events: { "org.matrix.msc3401.call.member": 0, ...levels } },
  });
  const roomId = String(made.room_id);
  for (const member of members) await matrix(member, "POST", `/v3/join/${encodeURIComponent(roomId)}`, {});
  return roomId;
}

const openId = (who: Person) =>
  matrix(who, "POST", `/v3/user/${encodeURIComponent(who.userId)}/openid/request_token`, {});

async function ask(path: string, body: unknown): Promise<{ status: number; body: Json; headers: Headers }> {
  const answer = await fetch(`${parley.baseUrl}/livekit/jwt${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "origin": "https://call.element.io" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Json, headers: answer.headers };
}

const sfuGet = async (who: Person, roomId: string, more: Json = {}) =>
  ask("/sfu/get", { room: roomId, openid_token: await openId(who), device_id: who.deviceId, ...more });

const claimsOf = (jwt: unknown): Json =>
  JSON.parse(Buffer.from(String(jwt).split(".")[1] ?? "", "base64url").toString("utf8"));

/** A participant that signals and sends no media; LiveKit lists it all the same. */
function enter(given: Json): Promise<{ status: number; socket: WebSocket | null; closed: Promise<void> }> {
  const socket = new WebSocket(
    `${String(given.url)}/rtc?access_token=${String(given.jwt)}&auto_subscribe=1&protocol=15&sdk=js&version=2.23.0`,
    { headers: { origin: "https://call.element.io" } },
  );
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  return new Promise((resolve, reject) => {
    // The first message is LiveKit's own: the participant is in.
    socket.once("message", () => resolve({ status: 101, socket, closed }));
    socket.once("unexpected-response", (_request, response) => {
      resolve({ status: response.statusCode ?? 0, socket: null, closed });
      response.resume();
    });
    socket.once("error", reject);
  });
}

async function until(what: string, deadlineMs: number, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function within(ms: number, what: Promise<unknown>): Promise<void> {
  await Promise.race([
    what,
    new Promise((_, reject) => setTimeout(() => reject(new Error(`not within ${ms} ms`)), ms).unref()),
  ]);
}

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
  const preflight = await fetch(`${parley.baseUrl}/livekit/jwt/sfu/get`, { method: "OPTIONS" });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
});

test("a member gets a token for half an hour, and LiveKit takes it", async () => {
  const [ada, bo] = [await person("member-ada"), await person("member-bo")];
  const roomId = await room(ada, [bo]);
  const given = await sfuGet(bo, roomId);
  expect(given.status).toBe(200);
  expect(given.headers.get("access-control-allow-origin")).toBe("*");
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
  expect((await call(owner, "calls.remove", { roomId: "!no:localhost", userId: bo.userId })).status).toBe(404);
  expect(await call(owner, "calls.remove", { roomId, userId: bo.userId })).toEqual({
    status: 200,
    body: { removed: 1 },
  });
  await within(3000, joined.closed);
  expect((await call(owner, "calls.remove", { roomId, userId: bo.userId })).body).toEqual({ removed: 0 });
});
