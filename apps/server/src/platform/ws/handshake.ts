import { AppError } from "@parley/kernel";
import {
  type ConnectCode,
  type ConnectParams,
  connectCodes,
  connectParams,
  protocolVersions,
  type ScopeName,
  scopeNames,
  type WireError,
} from "@parley/protocol";
import type { Principal } from "../call.ts";
import type { Peer } from "../http/guard.ts";
import type { Admit, Admitted, NotAdmitted, ShownDevice } from "./admission.ts";
import { checkDevice } from "./device-identity.ts";
import type { Dialect } from "./dialect.ts";
import { chooseDialect, newest } from "./dialects.ts";
import { closeCodes, refusal } from "./frames.ts";

/** A connection that has introduced itself. */
export interface Introduced {
  readonly dialect: Dialect;
  /** With the scopes of this connection alone. */
  readonly principal: Principal;
  readonly holds: readonly string[];
  readonly deviceToken: Admitted["deviceToken"];
  readonly client: ConnectParams["client"];
  readonly deviceId: string | null;
}

/** How a handshake ended that did not succeed. */
export interface Refused {
  readonly error: WireError;
  readonly closeCode: number;
  readonly reason: string;
}

/** What the far end is held to. */
interface Asking {
  readonly peer: Peer;
  readonly nonce: string;
  readonly now: number;
}

/**
 * Checks the parameters of `connect`: version, role, device, token; grants what was asked for and is held, nothing else.
 * The order is the family's: a client that is wrong in two things hears of the first.
 */
export async function introduce(raw: unknown, asking: Asking, admit: Admit): Promise<Introduced | Refused> {
  const parsed = connectParams().safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const message = `invalid connect params: at /${issue?.path.map(String).join("/")}: ${issue?.message}`;
    return refused(newest.error(refusal("BAD_PARAMS", message)), "invalid connect params");
  }
  const params = parsed.data;
  const dialect = chooseDialect(params);
  if (dialect === null) {
    const details = { expectedProtocol: protocolVersions.max };
    const error = connectError("PROTOCOL_MISMATCH", "protocol mismatch", details);
    return { error, closeCode: closeCodes.protocol, reason: error.message };
  }
  const role = params.role ?? "operator";
  if (role !== "operator") {
    return refused(dialect.error(refusal("BAD_PARAMS", `unauthorized role: ${role}`)), "unauthorized role");
  }
  const device = shownDevice(params, role, asking);
  if (device !== null && "refused" in device) return notAdmitted(device);
  let outcome: Admitted | NotAdmitted;
  try {
    const scopes = params.scopes ?? [];
    outcome = await admit({ auth: params.auth ?? {}, device, scopes, peer: asking.peer });
  } catch (thrown) {
    return refused(unanswered(dialect, thrown), "unauthorized");
  }
  if ("refused" in outcome) return notAdmitted(outcome);
  const { principal, holds, deviceToken } = outcome;
  const scopes = grant(params.scopes ?? [], principal.scopes);
  const { client } = params;
  return {
    dialect,
    principal: { ...principal, scopes },
    holds,
    deviceToken,
    client,
    deviceId: device?.deviceId ?? null,
  };
}

function shownDevice(params: ConnectParams, role: string, { nonce, now }: Asking): ShownDevice | NotAdmitted | null {
  if (params.device) return checkDevice(params, params.device, role, { nonce, now });
  // A token says who it is; without one it has to be a device that could be paired.
  if (params.auth?.token) return null;
  return { refused: "DEVICE_IDENTITY_REQUIRED", message: "device identity required" };
}

function refused(error: WireError, reason: string): Refused {
  return { error, closeCode: closeCodes.policy, reason };
}

function notAdmitted({ refused: code, message, details }: NotAdmitted): Refused {
  // A reason has 123 bytes at most. Source: RFC 6455, 5.5.
  return refused(connectError(code, message, details), message.slice(0, 120));
}

function connectError(code: ConnectCode, message: string, details: Readonly<Record<string, unknown>> = {}): WireError {
  return { code: connectCodes[code].wire, message, retryable: false, details: { code, ...details } };
}

/** Nobody could say who it is: too many tries, or a part that does not answer. */
function unanswered(dialect: Dialect, thrown: unknown): WireError {
  const error = dialect.error(thrown);
  if (!(thrown instanceof AppError) || thrown.code !== "RATE_LIMITED") return error;
  return {
    ...error,
    details: { code: "AUTH_RATE_LIMITED" satisfies ConnectCode, recommendedNextStep: "wait_then_retry" },
  };
}

/** No scope asked, no scope given; an admin may take any that exists. */
function grant(asked: readonly string[], held: readonly ScopeName[]): ScopeName[] {
  return scopeNames.filter(
    (scope) => asked.includes(scope) && (held.includes(scope) || held.includes("operator.admin")),
  );
}
