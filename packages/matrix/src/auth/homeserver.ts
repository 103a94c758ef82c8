import type { FetchPort } from "../contract/ports.ts";
import { matrixError } from "../errors.ts";

/** One request to a homeserver without a client: sign-in, sign-up, refresh, sign-out. */
export interface HomeserverRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** Begins with `/_matrix/`. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly accessToken?: string;
}

/** A homeserver's refusal, in the same shape as the SDK's `MatrixError`. */
export class RefusedError extends Error {
  readonly httpStatus: number;
  readonly errcode: string;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(httpStatus: number, data: Readonly<Record<string, unknown>>) {
    const errcode = typeof data.errcode === "string" ? data.errcode : "M_UNKNOWN";
    super(`${errcode} (${httpStatus})`);
    this.name = "RefusedError";
    this.httpStatus = httpStatus;
    this.errcode = errcode;
    this.data = data;
  }
}

const deadlineMs = 20_000;
const maxAnswerLength = 1_000_000;

/**
 * Sends the request and returns the JSON object answered. Rejects with `RefusedError` on a status of 400 and above, with
 * MATRIX_UNREACHABLE when nobody answers, with MATRIX_TIMEOUT after 20 s.
 */
export async function askHomeserver(
  fetch: FetchPort,
  homeserverUrl: string,
  request: HomeserverRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const url = homeserverUrl.replace(/\/+$/, "") + request.path;
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, {
      method: request.method,
      headers: {
        accept: "application/json",
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        ...(request.accessToken === undefined ? {} : { authorization: `Bearer ${request.accessToken}` }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      // A password or a token goes where it was meant to, and nowhere else.
      redirect: request.body === undefined && request.accessToken === undefined ? "follow" : "error",
      signal: AbortSignal.timeout(deadlineMs),
    });
    status = response.status;
    text = await response.text();
  } catch (cause) {
    if (cause instanceof Error && cause.name === "TimeoutError") {
      throw matrixError("MATRIX_TIMEOUT", "the homeserver did not answer within 20 s", { cause });
    }
    throw matrixError("MATRIX_UNREACHABLE", "the homeserver cannot be reached", { cause });
  }
  const data = text.length > maxAnswerLength ? null : objectIn(text);
  if (status >= 400) throw new RefusedError(status, data ?? {});
  if (data === null) throw matrixError("MATRIX_UNEXPECTED", "the homeserver's answer is not a JSON object");
  return data;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}

/** The text member `name` of an answer. Throws MATRIX_UNEXPECTED when it is missing. */
export function textIn(answer: Readonly<Record<string, unknown>>, name: string): string {
  const value = answer[name];
  if (typeof value !== "string" || value === "") {
    throw matrixError("MATRIX_UNEXPECTED", `the homeserver's answer has no ${name}`);
  }
  return value;
}
