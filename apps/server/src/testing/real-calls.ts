import { createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunningParley } from "@parley/testkit/stack";
import { WebSocket } from "ws";

/** Somebody at the homeserver of the server under test. */
export interface Person {
  readonly userId: string;
  readonly deviceId: string;
  readonly token: string;
}

export type Json = Record<string, unknown>;

/** Where Synapse of a data folder answers, and what makes accounts there. */
function adminOf(dataFolder: string): { readonly homeserver: string; readonly registrationSecret: string } {
  const config = JSON.parse(readFileSync(join(dataFolder, "synapse/homeserver.json"), "utf8"));
  return {
    homeserver: `http://127.0.0.1:${config.listeners[0].port}`,
    registrationSecret: config.registration_shared_secret,
  };
}

/** People and rooms of a running server, and its token service, as a test of calls asks them. */
export function callPeople(parley: () => RunningParley) {
  async function matrix(who: Person | null, method: string, path: string, body?: Json): Promise<Json> {
    const answer = await fetch(`${parley().baseUrl}/_matrix/client${path}`, {
      method,
      headers: {
        "content-type": "application/json",
        ...(who === null ? {} : { authorization: `Bearer ${who.token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const value = (await answer.json()) as Json;
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(value)}`);
    return value;
  }

  async function person(name: string): Promise<Person> {
    const { homeserver, registrationSecret } = adminOf(parley().dataFolder);
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
    const answer = await fetch(`${parley().baseUrl}/livekit/jwt${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", "origin": "https://call.element.io" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Json, headers: answer.headers };
  }

  const sfuGet = async (who: Person, roomId: string, more: Json = {}) =>
    ask("/sfu/get", { room: roomId, openid_token: await openId(who), device_id: who.deviceId, ...more });

  return { matrix, person, room, openId, ask, sfuGet, homeserver: () => adminOf(parley().dataFolder).homeserver };
}

export const claimsOf = (jwt: unknown): Json =>
  JSON.parse(Buffer.from(String(jwt).split(".")[1] ?? "", "base64url").toString("utf8"));

/** A participant that signals and sends no media; LiveKit lists it all the same. */
export function enter(given: Json): Promise<{ status: number; socket: WebSocket | null; closed: Promise<void> }> {
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

export async function until(what: string, deadlineMs: number, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function within(ms: number, what: Promise<unknown>): Promise<void> {
  await Promise.race([
    what,
    new Promise((_, reject) => setTimeout(() => reject(new Error(`not within ${ms} ms`)), ms).unref()),
  ]);
}

/** Waits until homeserver and LiveKit answer. */
export async function partsReady(parley: RunningParley): Promise<void> {
  await until("homeserver and LiveKit are ready", 180_000, async () => {
    const answer = await fetch(`${parley.baseUrl}/readyz`, { signal: AbortSignal.timeout(2000) });
    const { parts } = (await answer.json()) as { parts: { name: string; state: string }[] };
    const isReady = (wanted: string) => parts.some(({ name, state }) => name === wanted && state === "ready");
    return isReady("homeserver") && isReady("sfu");
  });
}
