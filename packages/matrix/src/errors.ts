import { AppError, messageOf } from "@parley/kernel";
import type { MatrixErrorCode } from "./contract/account.ts";

/** An `AppError` whose code is this package's. `retryable` follows from the code unless it is given. */
export function matrixError(
  code: MatrixErrorCode,
  message: string,
  options: {
    cause?: unknown;
    retryAfterMs?: number;
    retryable?: boolean;
    details?: Readonly<Record<string, unknown>>;
  } = {},
): AppError {
  return new AppError(code, message, { ...options, retryable: options.retryable ?? retryableCodes.has(code) });
}

const retryableCodes: ReadonlySet<MatrixErrorCode> = new Set([
  "MATRIX_UNREACHABLE",
  "MATRIX_TIMEOUT",
  "MATRIX_RATE_LIMITED",
]);

/** What a homeserver's refusal looks like, both from our own requests and as the SDK's `MatrixError`. */
interface Refusal {
  readonly errcode: string;
  readonly httpStatus: number;
  readonly error: string;
  readonly retryAfterMs: number | undefined;
}

/** Codes of the client-server API (specification 1.17, "Standard error response") in our own words. */
const codes: Readonly<Record<string, MatrixErrorCode>> = {
  M_LIMIT_EXCEEDED: "MATRIX_RATE_LIMITED",
  M_USER_DEACTIVATED: "MATRIX_ACCOUNT_DEACTIVATED",
  M_USER_LOCKED: "MATRIX_ACCOUNT_DEACTIVATED",
  M_USER_SUSPENDED: "MATRIX_FORBIDDEN",
  M_USER_IN_USE: "MATRIX_USERNAME_TAKEN",
  M_EXCLUSIVE: "MATRIX_USERNAME_TAKEN",
  M_INVALID_USERNAME: "MATRIX_USERNAME_INVALID",
  M_WEAK_PASSWORD: "MATRIX_PASSWORD_WEAK",
  M_PASSWORD_TOO_SHORT: "MATRIX_PASSWORD_WEAK",
  M_PASSWORD_NO_DIGIT: "MATRIX_PASSWORD_WEAK",
  M_PASSWORD_NO_UPPERCASE: "MATRIX_PASSWORD_WEAK",
  M_PASSWORD_NO_LOWERCASE: "MATRIX_PASSWORD_WEAK",
  M_PASSWORD_NO_SYMBOL: "MATRIX_PASSWORD_WEAK",
  M_PASSWORD_IN_DICTIONARY: "MATRIX_PASSWORD_WEAK",
  M_UNKNOWN_TOKEN: "MATRIX_SIGNED_OUT",
  M_MISSING_TOKEN: "MATRIX_SIGNED_OUT",
  M_FORBIDDEN: "MATRIX_FORBIDDEN",
  M_NOT_FOUND: "MATRIX_NOT_FOUND",
};

/**
 * Whatever a request to a homeserver threw, as an `AppError` of `MatrixErrorCode`. `renamed` gives a code of the
 * homeserver another meaning where the request does (M_FORBIDDEN of a sign-in is a wrong password).
 */
export function toMatrixError(thrown: unknown, renamed: Readonly<Record<string, MatrixErrorCode>> = {}): AppError {
  if (thrown instanceof AppError) return thrown;
  const refusal = refusalOf(thrown);
  if (refusal !== null) {
    const code = renamed[refusal.errcode] ?? codes[refusal.errcode] ?? codeOfStatus(refusal.httpStatus);
    return matrixError(code, `${refusal.errcode} (${refusal.httpStatus}): ${refusal.error}`, {
      cause: thrown,
      ...(refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs }),
    });
  }
  const name = thrown instanceof Error ? thrown.name : "";
  if (name === "TimeoutError") return matrixError("MATRIX_TIMEOUT", "the homeserver did not answer", { cause: thrown });
  if (name === "QuotaExceededError") {
    return matrixError("MATRIX_STORE_FULL", "no room left in the browser's storage", { cause: thrown });
  }
  if (isNetworkFault(thrown)) return matrixError("MATRIX_UNREACHABLE", messageOf(thrown), { cause: thrown });
  return matrixError("MATRIX_UNEXPECTED", messageOf(thrown), { cause: thrown });
}

/** Runs `request` and turns what it throws into an `AppError` of `MatrixErrorCode`. */
export async function mapped<T>(
  request: () => Promise<T>,
  renamed: Readonly<Record<string, MatrixErrorCode>> = {},
): Promise<T> {
  try {
    return await request();
  } catch (thrown) {
    throw toMatrixError(thrown, renamed);
  }
}

/** Whether the far end was not reached at all (as opposed to: it refused). */
function isNetworkFault(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  // The SDK wraps what `fetch` rejects with as ConnectionError, and its own time-outs are aborts.
  return thrown.name === "ConnectionError" || thrown.name === "AbortError";
}

function codeOfStatus(status: number): MatrixErrorCode {
  if (status === 429) return "MATRIX_RATE_LIMITED";
  if (status === 502 || status === 503 || status === 504) return "MATRIX_UNREACHABLE";
  if (status === 403) return "MATRIX_FORBIDDEN";
  if (status === 404) return "MATRIX_NOT_FOUND";
  return "MATRIX_UNEXPECTED";
}

function refusalOf(thrown: unknown): Refusal | null {
  if (typeof thrown !== "object" || thrown === null || !("httpStatus" in thrown)) return null;
  const { httpStatus } = thrown;
  if (typeof httpStatus !== "number") return null;
  const data: unknown = "data" in thrown ? thrown.data : null;
  const field = (name: string): unknown =>
    typeof data === "object" && data !== null ? (data as Readonly<Record<string, unknown>>)[name] : undefined;
  const errcode = "errcode" in thrown && typeof thrown.errcode === "string" ? thrown.errcode : "M_UNKNOWN";
  const error = field("error");
  const retryAfter = field("retry_after_ms");
  return {
    errcode,
    httpStatus,
    error: typeof error === "string" ? error.slice(0, 300) : "",
    retryAfterMs: typeof retryAfter === "number" && retryAfter >= 0 ? retryAfter : undefined,
  };
}
