import { fieldsOf, messageOf } from "@parley/kernel";
import type { FaultKind, ModelFault } from "../contract/stream.ts";

/** What a provider said about a request that it did not answer. */
export interface Refused {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const tooLong =
  /context.{0,20}(length|window|size)|maximum context|prompt is too long|too many (input )?tokens|input is too long|token count.{0,40}exceeds|context_length_exceeded|exceed_context_size/i;
const spent = /insufficient_quota|exceeded your current quota|billing|credit balance/i;

/** The fault in an answer that is no 200. */
export function faultOfStatus({ status, message, headers }: Refused, secrets: readonly string[]): ModelFault {
  const retryAfterMs = retryAfterOf(headers ?? {});
  return {
    kind: kindOf(status, message),
    message: cleaned(message, secrets) || `HTTP ${status}`,
    retryable: (status === 429 && !spent.test(message)) || status === 408 || status === 409 || status >= 500,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    status,
  };
}

function kindOf(status: number, message: string): FaultKind {
  if (status === 401 || status === 403) return "auth";
  if (status === 413 || (status >= 400 && status < 500 && tooLong.test(message))) return "context_length";
  if (status === 429) return "rate_limit";
  if (status === 408 || status === 504) return "timeout";
  return "unknown";
}

/** The fault in anything that was thrown or came as an error within a stream. */
export function faultOfThrown(thrown: unknown, secrets: readonly string[]): ModelFault {
  const { statusCode, responseHeaders, responseBody } = fieldsOf(thrown);
  const message = messageOf(thrown);
  if (typeof statusCode === "number" && statusCode >= 400) {
    const body = typeof responseBody === "string" ? responseBody.slice(0, 2_000) : "";
    const refused = { status: statusCode, message: message || body, headers: headersOf(responseHeaders) };
    // Which quota it was that ran out, and what was too long, stands in the body where the message is short.
    const fault = faultOfStatus({ ...refused, message: `${message} ${body}` }, secrets);
    return { ...fault, message: cleaned(refused.message, secrets) };
  }
  if (tooLong.test(message)) return { kind: "context_length", message: cleaned(message, secrets), retryable: false };
  return { kind: "unknown", message: cleaned(withCause(thrown), secrets), retryable: true };
}

/** What a stream ends with whose signal was aborted: whoever aborted it knows why. */
export const stopped: ModelFault = { kind: "unknown", message: "stopped", retryable: false };

/** The other side closed before it had said that it was done. */
export const tornOff: ModelFault = {
  kind: "unknown",
  message: "the connection ended before the answer did",
  retryable: true,
};

function withCause(thrown: unknown): string {
  if (!(thrown instanceof Error)) {
    const { message } = fieldsOf(thrown);
    return typeof message === "string" ? message : messageOf(thrown);
  }
  return thrown.cause instanceof Error ? `${thrown.message}: ${thrown.cause.message}` : messageOf(thrown);
}

function headersOf(value: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, text] of Object.entries(fieldsOf(value))) {
    if (typeof text === "string") headers[name.toLowerCase()] = text;
  }
  return headers;
}

/** Milliseconds. A date is counted from the answer's own `date`, so that no clock is needed. Source: RFC 9110, 10.2.3. */
function retryAfterOf(headers: Readonly<Record<string, string>>): number | undefined {
  const ms = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const text = headers["retry-after"]?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const wait = Date.parse(text) - Date.parse(headers.date ?? "");
  return Number.isFinite(wait) && wait >= 0 ? wait : undefined;
}

/** Short, on one line, and without the keys in use. */
function cleaned(message: string, secrets: readonly string[]): string {
  let text = message;
  for (const secret of secrets) if (secret.length >= 6) text = text.replaceAll(secret, "[key]");
  return text.replaceAll(/\s+/g, " ").trim().slice(0, 300);
}
