import { AppError } from "@parley/kernel";
import { type ErrorCode, errorCodes } from "@parley/protocol";

/** An error with one of the contract's codes; retryable as its row says. */
export function fault(
  code: ErrorCode,
  message?: string,
  options: { retryAfterMs?: number; details?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
): AppError {
  const row = errorCodes[code];
  return new AppError(code, message ?? row.about, { retryable: row.retryable, ...options });
}

/** Whether `code` is one of the contract's. */
function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

/** The HTTP status that a code is answered with. */
export function statusOf(code: string): number {
  return isErrorCode(code) ? errorCodes[code].status : errorCodes.INTERNAL.status;
}

/** From a file (DISK_FULL of ours, or as the system says it) or from the database (SQLITE_FULL). */
function isDiskFull(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = "code" in thrown ? thrown.code : undefined;
  if (code === "ERR_SQLITE_ERROR") return "errcode" in thrown && thrown.errcode === 13;
  return code === "DISK_FULL" || code === "ENOSPC" || code === "EDQUOT";
}

type ShownError = AppError & { readonly code: ErrorCode };

/** What a caller may see of anything that was thrown: faults without a code become INTERNAL without their text. */
export function presentable(thrown: unknown): ShownError {
  if (isDiskFull(thrown)) {
    return fault("PART_DOWN", "The disk of the server is full.", {
      details: { cause: "disk-full" },
      cause: thrown,
    }) as ShownError;
  }
  if (!(thrown instanceof AppError) || !isErrorCode(thrown.code)) {
    return fault("INTERNAL", undefined, { cause: thrown }) as ShownError;
  }
  // Modules name a code and a sentence; whether a retry may help stands in the table alone.
  const { retryable } = errorCodes[thrown.code];
  if (thrown.retryable === retryable) return thrown as ShownError;
  const { retryAfterMs, details } = thrown;
  return new AppError(thrown.code, thrown.message, {
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(details === undefined ? {} : { details }),
    cause: thrown,
  }) as ShownError;
}
