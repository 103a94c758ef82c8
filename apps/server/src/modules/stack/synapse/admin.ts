import { createHmac } from "node:crypto";
import { AppError, createSecret, fieldsOf, type Random } from "@parley/kernel";
import type { HomeserverAdmin, Secrets } from "../../../platform/ports.ts";

export interface AdminParts {
  /** Base address without a trailing slash; throws STARTING or PART_DOWN while nothing answers there. */
  readonly upstream: () => Promise<string>;
  /** Answers an access token with administration rights. `fresh` when the last one was refused. */
  readonly token: (upstream: string, fresh: boolean) => Promise<string>;
  readonly fetch: typeof fetch;
  readonly now: () => number;
}

const deadlineMs = 15_000;

/** Synapse's admin API (docs/admin_api), with one renewal of the token when it is refused. */
export function createSynapseAdmin({ upstream, token, fetch, now }: AdminParts): HomeserverAdmin {
  const call = async (path: string, body?: unknown): Promise<Answer["body"]> => {
    const base = await upstream();
    for (const fresh of [false, true]) {
      const authorization = `Bearer ${await token(base, fresh)}`;
      const answer = await ask(fetch, `${base}${path}`, body, { authorization });
      if (answer.status === 401 && !fresh) continue;
      if (answer.status === 200) return answer.body;
      const { errcode, error } = answer.body;
      if (answer.status === 404) throw new AppError("NOT_FOUND", "The homeserver knows nothing of that name.");
      throw new AppError("PART_DOWN", `The homeserver refused: ${errcode ?? answer.status} ${error ?? ""}`.trim(), {
        retryable: answer.status >= 500 || answer.status === 429,
      });
    }
    throw new AppError("PART_DOWN", "The homeserver refuses our administrator.");
  };
  return {
    async createRegistrationToken(ttlMs) {
      const made = await call("/_synapse/admin/v1/registration_tokens/new", {
        uses_allowed: 1,
        expiry_time: now() + ttlMs,
      });
      if (typeof made.token !== "string") throw new AppError("PART_DOWN", "The homeserver answered without a token.");
      return made.token;
    },
    async resetPassword(userId, password) {
      await call(`/_synapse/admin/v1/reset_password/${encodeURIComponent(userId)}`, {
        new_password: password,
        logout_devices: true,
      });
    },
    async roomMembers(roomId) {
      const { members } = await call(`/_synapse/admin/v1/rooms/${encodeURIComponent(roomId)}/members`);
      return Array.isArray(members) ? members.filter((member) => typeof member === "string") : [];
    },
    async roomState(roomId, type) {
      const path = `/_synapse/admin/v1/rooms/${encodeURIComponent(roomId)}/state?type=${encodeURIComponent(type)}`;
      const { state } = await call(path);
      return (Array.isArray(state) ? state : []).flatMap((event: unknown) => {
        const { sender, state_key, content } = fieldsOf(event);
        if (typeof sender !== "string" || typeof state_key !== "string") return [];
        if (typeof content !== "object" || content === null) return [];
        return [{ sender, stateKey: state_key, content: { ...content } }];
      });
    },
    async displayName(userId) {
      const { displayname } = await call(`/_synapse/admin/v2/users/${encodeURIComponent(userId)}`);
      return typeof displayname === "string" && displayname !== "" ? displayname : null;
    },
    async devices(userId) {
      const { devices } = await call(`/_synapse/admin/v2/users/${encodeURIComponent(userId)}/devices`);
      return (Array.isArray(devices) ? devices : []).flatMap((device: unknown) => {
        const { device_id } = fieldsOf(device);
        return typeof device_id === "string" ? [device_id] : [];
      });
    },
  };
}

export interface ServiceUserParts {
  readonly secrets: Secrets;
  readonly registrationSecret: string;
  readonly fetch: typeof fetch;
  readonly random: Random;
}

const tokenSecret = "homeserver.service-token";
const passwordSecret = "homeserver.service-password";
const nameSecret = "homeserver.service-name";

/**
 * The token of our own administrator on the embedded Synapse: registered with the shared secret over loopback
 * (docs/admin_api/register_api), kept sealed, renewed by its password when refused.
 */
export function createServiceUser({
  secrets,
  registrationSecret,
  fetch,
  random,
}: ServiceUserParts): AdminParts["token"] {
  let running: Promise<string> | null = null;
  const obtain = async (upstream: string): Promise<string> => {
    const known = { name: secrets.get(nameSecret), password: secrets.get(passwordSecret) };
    if (known.name !== null && known.password !== null) {
      const answer = await ask(fetch, `${upstream}/_matrix/client/v3/login`, {
        type: "m.login.password",
        identifier: { type: "m.id.user", user: known.name },
        password: known.password,
        initial_device_display_name: "Parley",
      });
      if (typeof answer.body.access_token === "string") return answer.body.access_token;
    }
    // A name of an earlier life, whose password is lost, stays behind: it cannot be taken again.
    for (const name of [
      "parley-service",
      `parley-service-${createSecret(random)
        .slice(0, 8)
        .toLowerCase()
        .replace(/[^a-z0-9]/g, "0")}`,
    ]) {
      const registered = await register(upstream, name);
      if (registered !== null) return registered;
    }
    throw new AppError("PART_DOWN", "Our administrator could not be registered at the homeserver.");
  };
  const register = async (upstream: string, name: string): Promise<string | null> => {
    const address = `${upstream}/_synapse/admin/v1/register`;
    const asked = await fetch(address, { signal: AbortSignal.timeout(deadlineMs) });
    const nonce = String(fieldsOf(await asked.json()).nonce ?? "");
    const password = createSecret(random);
    const mac = createHmac("sha1", registrationSecret)
      .update([nonce, name, password, "admin"].join("\0"))
      .digest("hex");
    const answer = await ask(fetch, address, { nonce, username: name, password, admin: true, mac });
    if (typeof answer.body.access_token !== "string") {
      if (answer.body.errcode === "M_USER_IN_USE") return null;
      throw new AppError("PART_DOWN", `Our administrator was refused: ${answer.body.errcode ?? answer.status}.`);
    }
    secrets.set(nameSecret, name);
    secrets.set(passwordSecret, password);
    return answer.body.access_token;
  };
  return async (upstream, fresh) => {
    const sealed = fresh ? null : secrets.get(tokenSecret);
    if (sealed !== null) return sealed;
    running ??= obtain(upstream).finally(() => {
      running = null;
    });
    const token = await running;
    secrets.set(tokenSecret, token);
    return token;
  };
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** POST with a body, GET without. */
async function ask(
  fetch: typeof globalThis.fetch,
  address: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(address, {
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      headers: { "content-type": "application/json", ...headers },
      redirect: "error",
      signal: AbortSignal.timeout(deadlineMs),
    });
  } catch (thrown) {
    throw new AppError("PART_DOWN", "The homeserver does not answer.", { retryable: true, cause: thrown });
  }
  return { status: response.status, body: fieldsOf(await response.json().catch(() => null)) };
}
