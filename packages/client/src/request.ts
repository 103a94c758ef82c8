import { AppError, sleep } from "@parley/kernel";
import type { ClientPorts } from "./contract.ts";
import { errorOf, unreachable } from "./errors.ts";

/** One call as it goes over the wire. */
export interface WireCall {
  readonly method: string;
  readonly params: unknown;
  readonly token: string | null;
  readonly idempotencyKey: string;
  readonly signal?: AbortSignal | undefined;
}

const deadlineMs = 30_000;
/** Methods that wait for a part to come up. Milliseconds. */
const patient: Readonly<Record<string, number>> = { "accounts.prepareOwner": 130_000, "stack.restart": 130_000 };
/** Pauses before the same call goes out again after the network failed. The key makes that safe for writes too. */
const pausesMs = [300, 1_200];

/** Sends a call and answers its result. Rejects with `AppError`: the server's, or CLIENT_OFFLINE. */
export async function request(ports: ClientPorts, baseUrl: string, call: WireCall): Promise<unknown> {
  const controller = new AbortController();
  const abort = () => controller.abort(call.signal?.reason);
  if (call.signal?.aborted) throw call.signal.reason;
  call.signal?.addEventListener("abort", abort, { once: true });
  const late = unreachable(`${call.method} took too long.`);
  const cancel = ports.clock.after(patient[call.method] ?? deadlineMs, () => controller.abort(late));
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        return await once(ports, baseUrl, call, controller.signal);
      } catch (thrown) {
        if (controller.signal.aborted) throw controller.signal.reason;
        const pause = pausesMs[attempt];
        if (pause === undefined || !(thrown instanceof AppError) || thrown.code !== "CLIENT_OFFLINE") throw thrown;
        await sleep(ports.clock, pause, controller.signal);
      }
    }
  } finally {
    cancel();
    call.signal?.removeEventListener("abort", abort);
  }
}

async function once(ports: ClientPorts, baseUrl: string, call: WireCall, signal: AbortSignal): Promise<unknown> {
  let response: Response;
  let body: unknown;
  try {
    // Always POST: parameters hold codes and passwords, and those never stand in an address.
    response = await ports.fetch(`${baseUrl}/api/v1/${call.method}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "idempotency-key": call.idempotencyKey,
        ...(call.token === null ? {} : { authorization: `Bearer ${call.token}` }),
      },
      body: JSON.stringify(call.params),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal,
    });
    body = await response.json();
  } catch (cause) {
    throw unreachable("The server does not answer.", cause);
  }
  if (response.ok) return body;
  throw errorOf(body) ?? unreachable(`Something that is not our server answered ${response.status}.`);
}
