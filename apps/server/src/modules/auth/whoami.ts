import { AppError } from "@parley/kernel";
import type { Homeserver } from "../../platform/ports.ts";

/** A device of the homeserver that has proved itself. */
export interface Device {
  readonly userId: string;
  readonly deviceId: string;
}

/** What the homeserver says of a token: whose it is, that it is nobody's, or nothing just now. */
export type Answer =
  | { readonly kind: "device"; readonly device: Device }
  | { readonly kind: "refused" }
  | { readonly kind: "silent"; readonly why: string };

const deadlineMs = 10_000;

/**
 * Asks our own upstream, and nobody else, whose access token this is. Only a token of a device counts: OpenID tokens,
 * guests and application services are refused. Source: Matrix 1.18, `GET /account/whoami`.
 */
export async function whoami(homeserver: Homeserver, fetch: typeof globalThis.fetch, token: string): Promise<Answer> {
  const base = homeserver.upstream();
  if (base === null) return { kind: "silent", why: "the homeserver has no address yet" };
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`${base}/_matrix/client/v3/account/whoami`, {
      headers: { authorization: `Bearer ${token}` },
      redirect: "error",
      signal: AbortSignal.timeout(deadlineMs),
    });
    if (response.status === 401 || response.status === 403) {
      await response.body?.cancel();
      return { kind: "refused" };
    }
    if (!response.ok) {
      await response.body?.cancel();
      return { kind: "silent", why: `the homeserver answered ${response.status}` };
    }
    body = await response.json();
  } catch (thrown) {
    return { kind: "silent", why: thrown instanceof Error ? thrown.name : "no answer" };
  }
  if (typeof body !== "object" || body === null) return { kind: "silent", why: "the homeserver's answer is no object" };
  const { user_id, device_id, is_guest } = Object(body);
  if (typeof user_id !== "string" || typeof device_id !== "string" || is_guest === true) return { kind: "refused" };
  const name = homeserver.serverName();
  if (name === null || !user_id.startsWith("@") || !user_id.endsWith(`:${name}`)) return { kind: "refused" };
  return { kind: "device", device: { userId: user_id, deviceId: device_id } };
}

/** STARTING while the homeserver is on its way, else PART_DOWN. */
export function unreachable(homeserver: Homeserver): AppError {
  const { state } = homeserver.part();
  const starting = state === "installing" || state === "starting" || state === "restarting";
  return starting
    ? new AppError("STARTING", "The homeserver is still starting.", { retryable: true, retryAfterMs: 1000 })
    : new AppError("PART_DOWN", "The homeserver does not answer.", { retryable: true, retryAfterMs: 2000 });
}
