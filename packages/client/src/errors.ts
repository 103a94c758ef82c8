import { AppError } from "@parley/kernel";

/** The server did not answer, or something between us and it did. The only code that is not the contract's. */
export function unreachable(message: string, cause?: unknown): AppError {
  return new AppError("CLIENT_OFFLINE", message, { retryable: true, ...(cause === undefined ? {} : { cause }) });
}

/** The error that an answer's body holds, or null when it is none of ours. */
export function errorOf(body: unknown): AppError | null {
  if (typeof body !== "object" || body === null || !("error" in body)) return null;
  const error = body.error;
  if (typeof error !== "object" || error === null) return null;
  const { code, message, retryable, retryAfterMs, details } = error as Record<string, unknown>;
  if (typeof code !== "string" || typeof message !== "string") return null;
  return new AppError(code, message, {
    retryable: retryable === true,
    ...(typeof retryAfterMs === "number" ? { retryAfterMs } : {}),
    ...(typeof details === "object" && details !== null ? { details: details as Record<string, unknown> } : {}),
  });
}

/** Whether a failure says that the session is gone. */
export function isSignedOut(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === "NOT_SIGNED_IN";
}
