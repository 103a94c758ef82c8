import { AppError } from "@parley/kernel";
import { type ErrorCode, errorCodes, type HelloOk, limits, type WireError } from "@parley/protocol";
import { presentable } from "../methods/faults.ts";
import type { Dialect, Greeting } from "./dialect.ts";

/** Close codes of the gateway family. */
export const closeCodes = { normal: 1000, protocol: 1002, policy: 1008, tooLarge: 1009, restart: 1012 } as const;

/** An error as the frames carry it: the family's code on top, ours in `details.code`, but for refusals of `connect`. */
export function wireError(thrown: unknown): WireError {
  const shown = presentable(thrown);
  return {
    code: errorCodes[shown.code].wire,
    message: shown.message,
    retryable: shown.retryable,
    ...(shown.retryAfterMs === undefined ? {} : { retryAfterMs: shown.retryAfterMs }),
    details: { code: shown.code, ...shown.details },
  };
}

/** What both versions say when somebody was let in. */
export function helloOf({ connId, features, state }: Greeting, { version, frameBytes }: Dialect): HelloOk {
  return {
    type: "hello-ok",
    protocol: version,
    server: { version: state.version, connId },
    features: { methods: [...features.methods], events: [...features.events] },
    snapshot: {
      presence: [...state.presence],
      health: state.health,
      stateVersion: state.stateVersion,
      uptimeMs: state.uptimeMs,
    },
    policy: { maxPayload: frameBytes, maxBufferedBytes: limits.bufferedBytes, tickIntervalMs: limits.tickMs },
  };
}

/** A fault with a code of ours and more details, for the connect handshake. */
export function refusal(code: ErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}): AppError {
  return new AppError(code, message, { retryable: errorCodes[code].retryable, details });
}

/** `idempotencyKey` travels inside the parameters; methods whose schema does not know it get it taken out. */
export function splitIdempotencyKey(params: unknown): { params: unknown; key: string | null } {
  if (typeof params !== "object" || params === null || Array.isArray(params)) return { params, key: null };
  const { idempotencyKey, ...rest } = params as Record<string, unknown>;
  if (typeof idempotencyKey !== "string" || idempotencyKey === "" || idempotencyKey.length > 128) {
    return { params, key: null };
  }
  return { params: rest, key: idempotencyKey };
}

/** The id to answer a malformed request under: its own where it has one, a number's digits, else `invalid`. */
export function idOf(value: unknown): string {
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
  if (typeof id === "number") return String(id);
  return typeof id === "string" && id !== "" && id.length <= limits.frameIdLength ? id : "invalid";
}
