import { AppError, messageOf } from "@parley/kernel";
import { ConnectionError, ConnectionErrorReason } from "livekit-client";
import type { CallFault } from "./contract.ts";

type Leg = CallFault["leg"];

/** What was thrown on a leg of the way into a call, in our words. */
export function faultOf(leg: Leg, thrown: unknown): CallFault {
  const detail = messageOf(thrown).slice(0, 300);
  if (thrown instanceof ConnectionError) return { ...connectionFault(thrown), detail };
  const code = thrown instanceof AppError ? thrown.code : "";
  if (code === "CALL_FORBIDDEN" || code === "MATRIX_FORBIDDEN")
    return { leg, code: "forbidden", detail, retryable: false };
  if (code === "CALL_FULL" || code === "MATRIX_RATE_LIMITED") return { leg, code: "full", detail, retryable: true };
  if (code === "CALL_STARTING") return { leg, code: "starting", detail, retryable: true };
  if (code === "CALL_UNSUPPORTED") return { leg, code: "unsupported", detail, retryable: false };
  const retryable = thrown instanceof AppError && thrown.retryable;
  return { leg, code: retryable ? "unreachable" : "unexpected", detail, retryable };
}

/** Source: `reference/matrix.md` 2.9 of the project's facts, livekit-client `room/errors.ts`. */
function connectionFault(error: ConnectionError): Omit<CallFault, "detail"> {
  const { reason, status } = error;
  if (status === 429 || status === 503) return { leg: "signalling", code: "full", retryable: true };
  if (reason === ConnectionErrorReason.NotAllowed) return { leg: "signalling", code: "forbidden", retryable: false };
  // Signalling stands by then: it is the media that does not come through, a firewall mostly.
  if (reason === ConnectionErrorReason.Timeout || /pc connection/i.test(error.message)) {
    return { leg: "media", code: "unreachable", retryable: true };
  }
  return { leg: "signalling", code: "unreachable", retryable: true };
}
