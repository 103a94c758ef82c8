import { AppError, type Clock, fieldsOf } from "@parley/kernel";
import type { Calls, CallTransport, OpenIdProof, RoomCall, StoredAccount } from "@parley/matrix";

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

/** The call that passes are for, and who asks. */
interface PassFor {
  readonly calls: Pick<Calls, "openId">;
  readonly transport: () => Promise<CallTransport>;
  readonly roomId: string;
  readonly account: StoredAccount;
  readonly own: RoomCall["own"];
  /** A service that is not ours, where one only listens: whichever form it takes. */
  readonly eitherForm?: boolean;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

/** Passes of the service that `transport` names. Source: lk-jwt-service, `POST /sfu/get` and `/get_token`. */
export function createPasses(of: PassFor): Passes {
  let running: Promise<Pass> | null = null;
  const ask = async (): Promise<Pass> => {
    const [{ serviceUrl }, proof] = await Promise.all([of.transport(), of.calls.openId()]);
    let status: number;
    let said: Readonly<Record<string, unknown>>;
    try {
      const answer = await askForm(of, serviceUrl, proof);
      status = answer.status;
      said = fieldsOf(await answer.json().catch(() => null));
    } catch (thrown) {
      throw new AppError("CALL_UNREACHABLE", "the call service does not answer", { retryable: true, cause: thrown });
    }
    const { url, jwt, errcode } = said;
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

/** Each way of taking a place has a form of its own, and LiveKit names its participant by it. */
async function askForm(of: PassFor, serviceUrl: string, proof: OpenIdProof): Promise<Response> {
  const { userId, deviceId } = of.account;
  const member = { id: of.own.memberId, claimed_user_id: userId, claimed_device_id: deviceId };
  const plain = { path: "/sfu/get", body: { room: of.roomId, device_id: deviceId } };
  const hashed = { path: "/get_token", body: { room_id: of.roomId, slot_id: "m.call#ROOM", member } };
  const ask = ({ path, body }: typeof plain | typeof hashed) =>
    of.fetch(`${serviceUrl}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...body, openid_token: proof }),
      signal: AbortSignal.timeout(deadlineMs),
      cache: "no-store",
    });
  const answer = await ask(of.eitherForm !== true && of.own.way === "compatibility" ? plain : hashed);
  return of.eitherForm === true && answer.status === 404 ? await ask(plain) : answer;
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
