import type { RunEnd } from "@parley/agents";
import { AppError } from "@parley/kernel";
import type { FaceFault } from "../../platform/http/faces.ts";

/** An error as OpenAI's addresses say it. Source: OpenAI API reference, "Error codes". */
interface WireFault {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

type RunFault = FaceFault & { readonly body: { readonly error: WireFault } };

const types: Readonly<Record<number, string>> = {
  401: "authentication_error",
  403: "permission_error",
  429: "rate_limit_error",
};

/** What their programs look for. */
const codes: Readonly<Record<string, string>> = {
  NOT_SIGNED_IN: "invalid_api_key",
  NOT_FOUND: "model_not_found",
  MISSING_SCOPE: "missing_scope",
  RATE_LIMITED: "rate_limit_exceeded",
  BAD_PARAMS: "invalid_value",
};

/** One of our errors in their words. Their programs ask again by status alone unless they are told not to. */
export function refuse(error: AppError, status: number): FaceFault {
  const { details } = error;
  const param = typeof details?.param === "string" ? details.param : null;
  const code = typeof details?.code === "string" ? details.code : (codes[error.code] ?? error.code.toLowerCase());
  const type = types[status] ?? (status < 500 ? "invalid_request_error" : "server_error");
  return {
    status,
    body: { error: { message: error.message, type, param, code } satisfies WireFault },
    headers: { "x-should-retry": String(error.retryable) },
  };
}

/** What is wrong with a request, and where. */
export function badParam(param: string, message: string, code = "invalid_value"): AppError {
  return new AppError("BAD_PARAMS", message, { details: { param, code } });
}

/**
 * How a run that did not go well is said; null where it did. Nobody is to ask again by themselves: what the agent has done in
 * the meantime would be done twice.
 */
export function faultOf(end: RunEnd | null): RunFault | null {
  switch (end?.type) {
    case "done":
      return null;
    case "limit":
      return end.limit === "budget" ? fault(429, "insufficient_quota", "insufficient_quota", end.message) : null;
    case "cancelled":
      return fault(409, "invalid_request_error", "cancelled", "The run was stopped.");
    case "failed":
      return failed(end.fault.kind, end.fault.message);
    case "unkept":
      return fault(503, "server_error", "server_error", end.message);
    default:
      return fault(500, "server_error", "server_error", "A fault of ours; the log has the details.");
  }
}

function failed(kind: string, message: string): RunFault {
  switch (kind) {
    case "rate_limit":
      return fault(429, "rate_limit_error", "rate_limit_exceeded", message);
    case "context_length":
      return fault(400, "invalid_request_error", "context_length_exceeded", message);
    case "refusal":
      return fault(400, "invalid_request_error", "content_filter", message);
    case "timeout":
      return fault(504, "server_error", "timeout", message);
    default:
      // The provider's key is ours to mend, not the program's.
      return fault(502, "server_error", kind === "auth" ? "provider_refused" : "server_error", message);
  }
}

function fault(status: number, type: string, code: string, message: string): RunFault {
  const error: WireFault = { message, type, param: null, code };
  return { status, body: { error }, headers: { "x-should-retry": "false" } };
}
