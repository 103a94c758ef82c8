import { z } from "zod";
import type { ErrorCode } from "./errors.ts";
import { limits } from "./limits.ts";
import { once } from "./once.ts";
import type { ScopeName } from "./scopes.ts";

/**
 * One operation of the server: the only place where its name, rights and shapes are written.
 * Schemas are made when first asked for: a process that never serves a noun never pays for it.
 */
export interface MethodRow<
  P extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
  S extends ScopeName | "public" = ScopeName | "public",
> {
  /** `public` needs no session; every other scope must have been granted to it. */
  readonly scope: S;
  /** Reads may be repeated freely; writes take an idempotency key. */
  readonly kind: "read" | "write";
  /** Answered from memory to whoever is let in, so that no rate limit counts it; what waits for an answer is bounded all the same. */
  readonly free?: true;
  /** Product version that introduced it. */
  readonly since: string;
  /** One sentence for the reference. */
  readonly about: string;
  /** Its parameters hold a code or a password: offered by POST only, so that none ever stands in a URL. */
  readonly secretParams?: true;
  /** Each call that gets as far as rights and parameters stands in the audit, and this is what it was done to: an id, never a text. */
  subject?(params: z.output<P>): string;
  /** How long it may take, in milliseconds, where that is more than two minutes: it waits for a person. */
  readonly deadlineMs?: number;
  readonly params: () => P;
  readonly result: () => R;
  /** Codes beyond those that every method may answer (`INVALID_REQUEST`, `UNAVAILABLE`, …). */
  readonly errors: readonly ErrorCode[];
}

/** A one-time code as links carry it. Any other length has lost a piece on the way: that is not *used* or *withdrawn*. */
export const linkCode = () =>
  z.string().length(limits.codeLength, `incomplete: a code has ${limits.codeLength} characters`);

/** Builds a row with its schemas cached. */
export function method<P extends z.ZodType, R extends z.ZodType, const S extends ScopeName | "public">(
  row: MethodRow<P, R, S>,
): MethodRow<P, R, S> {
  return { ...row, params: once(row.params), result: once(row.result) };
}
