import { AppError, type Clock, fieldsOf } from "@parley/kernel";
import type { Calls, CallTransport, StoredAccount } from "@parley/matrix";

/** The way into one call: an address of LiveKit with a token for it. */
export interface Pass {
  /** WebSocket address of the signalling. */
  readonly url: string;
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Hands out passes for one room's call. */
export interface Passes {
  /** One that is good for a minute at least. Rejects with CALL_FORBIDDEN, CALL_UNREACHABLE, CALL_STARTING, CALL_FULL. */
  get(): Promise<Pass>;
  /** Asks for one before it is needed; never rejects. */
  prepare(): void;
  /** The last one led nowhere: the next is asked for anew. */
  forget(): void;
}

const deadlineMs = 10_000;
const goodForMs = 60_000;

/**
 * Passes of the service that the homeserver names, in its compatible form. Source: lk-jwt-service, `POST /sfu/get`.
 */
export function createPasses(of: {
  readonly calls: Pick<Calls, "openId">;
  readonly transport: () => Promise<CallTransport>;
  readonly roomId: string;
  readonly account: StoredAccount;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}): Passes {
  let running: Promise<Pass> | null = null;
  const ask = async (): Promise<Pass> => {
    const [{ serviceUrl }, proof] = await Promise.all([of.transport(), of.calls.openId()]);
    let status: number;
    let body: Readonly<Record<string, unknown>>;
    try {
      const answer = await of.fetch(`${serviceUrl}/sfu/get`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ room: of.roomId, openid_token: proof, device_id: of.account.deviceId }),
        signal: AbortSignal.timeout(deadlineMs),
        cache: "no-store",
      });
      status = answer.status;
      body = fieldsOf(await answer.json().catch(() => null));
    } catch (thrown) {
      throw new AppError("CALL_UNREACHABLE", "the call service does not answer", { retryable: true, cause: thrown });
    }
    const { url, jwt, errcode } = body;
    if (status === 401 || status === 403) throw new AppError("CALL_FORBIDDEN", `${status} ${String(errcode)}`);
    if (status === 429) throw new AppError("CALL_FULL", "too many ask at once", { retryable: true });
    if (errcode === "ORG.PARLEY.STARTING")
      throw new AppError("CALL_STARTING", "the call service is not ready", { retryable: true });
    if (status !== 200 || typeof url !== "string" || typeof jwt !== "string" || !/^wss?:\/\//.test(url)) {
      throw new AppError("CALL_UNREACHABLE", `the call service answered ${status}`, { retryable: true });
    }
    return { url, token: jwt, until: expiryOf(jwt) };
  };
  const isGood = (pass: Pass) => pass.until - of.clock.now() > goodForMs;
  const get = async (): Promise<Pass> => {
    const known = running;
    if (known !== null) {
      const pass = await known.catch(() => null);
      if (pass !== null && isGood(pass)) return pass;
      if (running === known) running = null;
    }
    running ??= ask();
    return await running;
  };
  return {
    get,
    prepare: () => void get().catch(() => {}),
    forget() {
      running = null;
    },
  };
}

/** Of a JWT; 0 when it does not say. */
function expiryOf(jwt: string): number {
  try {
    const part = (jwt.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const { exp } = fieldsOf(JSON.parse(atob(part)));
    return typeof exp === "number" ? exp * 1000 : 0;
  } catch {
    return 0;
  }
}
