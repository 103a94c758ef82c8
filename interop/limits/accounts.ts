import { createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunningParley } from "@parley/testkit/stack";

/** Somebody without a browser. */
export interface Account {
  readonly userId: string;
  readonly deviceId: string;
  readonly token: string;
}

type Json = Record<string, unknown>;

/** Accounts, rooms and call tokens, asked for past all clients. */
export function createAccounts(parley: RunningParley) {
  const config = JSON.parse(readFileSync(join(parley.dataFolder, "synapse/homeserver.json"), "utf8"));
  const admin = `http://127.0.0.1:${config.listeners[0].port}/_synapse/admin/v1/register`;

  const matrix = async (who: Account, method: string, path: string, body: Json = {}): Promise<Json> => {
    const answer = await fetch(`${parley.baseUrl}/_matrix/client/v3${path}`, {
      method,
      headers: { "content-type": "application/json", "authorization": `Bearer ${who.token}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return await answer.json();
  };
  return {
    matrix,
    async make(name: string): Promise<Account> {
      const { nonce } = await (await fetch(admin)).json();
      const password = randomBytes(12).toString("hex");
      const mac = createHmac("sha1", config.registration_shared_secret)
        .update([nonce, name, password, "notadmin"].join("\0"))
        .digest("hex");
      const body = JSON.stringify({ nonce, username: name, password, admin: false, mac });
      const made = await (await fetch(admin, { method: "POST", body })).json();
      return { userId: made.user_id, deviceId: made.device_id, token: made.access_token };
    },
    async signIn(user: string, password: string): Promise<Account> {
      const answer = await fetch(`${parley.baseUrl}/_matrix/client/v3/login`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ type: "m.login.password", identifier: { type: "m.id.user", user }, password }),
      });
      const made = await answer.json();
      return { userId: made.user_id, deviceId: made.device_id, token: made.access_token };
    },
    /** A room without encryption (Synapse enciphers private ones here) with all of them in it; everybody may be in its call. */
    async room(owner: Account, others: readonly Account[], name: string): Promise<string> {
      const { room_id } = await matrix(owner, "POST", "/createRoom", {
        name,
        preset: "public_chat",
        invite: others.map(({ userId }) => userId),
        power_level_content_override: { events: { "org.matrix.msc3401.call.member": 0 } },
      });
      const roomId = String(room_id);
      for (const other of others) await matrix(other, "POST", `/join/${encodeURIComponent(roomId)}`);
      return roomId;
    },
    openId: (who: Account): Promise<Json> =>
      matrix(who, "POST", `/user/${encodeURIComponent(who.userId)}/openid/request_token`),
    /** As from an address of its own: the service counts by address. */
    async pass(who: Account, roomId: string, openId: Json, address: string) {
      const answer = await fetch(`${parley.baseUrl}/livekit/jwt/sfu/get`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-for": address },
        body: JSON.stringify({ room: roomId, openid_token: openId, device_id: who.deviceId }),
        signal: AbortSignal.timeout(30_000),
      });
      if (!answer.ok) throw new Error(`/sfu/get: ${answer.status} ${await answer.text()}`);
      const timing = answer.headers.get("server-timing") ?? "";
      const partMs = (part: string) => Number(new RegExp(`${part};dur=([\\d.]+)`).exec(timing)?.[1]);
      const { url, jwt } = await answer.json();
      return {
        url: String(url),
        jwt: String(jwt),
        ms: { person: partMs("person"), member: partMs("member"), room: partMs("room") },
      };
    },
    /** Takes a place in the room's call, as MatrixRTC says it. */
    async takePlace(who: Account, roomId: string): Promise<void> {
      const key = encodeURIComponent(`_${who.userId}_${who.deviceId}_m.call`);
      const path = `/rooms/${encodeURIComponent(roomId)}/state/org.matrix.msc3401.call.member/${key}`;
      await matrix(who, "PUT", path, {
        "application": "m.call",
        "call_id": "",
        "scope": "m.room",
        "device_id": who.deviceId,
        "membershipID": `${who.userId}:${who.deviceId}`,
        "expires": 4 * 3_600_000,
        "m.call.intent": "video",
        "focus_active": { type: "livekit", focus_selection: "multi_sfu" },
        "foci_preferred": [
          { type: "livekit", livekit_service_url: `${parley.baseUrl}/livekit/jwt`, livekit_alias: roomId },
        ],
      });
    },
  };
}
