import type { ProviderData } from "./messages.ts";

/** Why a model did not answer, as far as it matters for what is done next. */
export type FaultKind = "refusal" | "timeout" | "rate_limit" | "context_length" | "auth" | "unknown";

export interface ModelFault {
  readonly kind: FaultKind;
  /** For logs and developers: at most 300 characters, free of keys. */
  readonly message: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Milliseconds, when the far end said so. */
  readonly retryAfterMs?: number;
  /** The HTTP status, when there was one. */
  readonly status?: number;
}

/** Tokens as the provider counted them. What it did not say is absent, never 0. */
export interface Usage {
  /** All of the input, what was cached included. */
  readonly inputTokens?: number;
  /** All of the output, what was thought included. */
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly reasoningTokens?: number;
}

export type FinishReason = "stop" | "length" | "tool-calls" | "other";

/**
 * What comes from a model. Blocks of text and thought have an id; their deltas may be mixed with those of others. A stream
 * ends with exactly one `finish` or `error` and nothing behind it. It never throws: failures are its last part.
 */
export type StreamPart =
  | { readonly type: "text"; readonly block: string; readonly delta: string; readonly provider?: ProviderData }
  | { readonly type: "reasoning"; readonly block: string; readonly delta: string; readonly provider?: ProviderData }
  | { readonly type: "tool-begin"; readonly id: string; readonly name: string }
  | { readonly type: "tool-delta"; readonly id: string; readonly delta: string }
  /** The call is whole: `input` is all of it, as text that should be JSON. */
  | {
      readonly type: "tool-end";
      readonly id: string;
      readonly name: string;
      readonly input: string;
      readonly provider?: ProviderData;
    }
  /** The far end is alive and has nothing to say yet. Not recorded. */
  | { readonly type: "alive" }
  | { readonly type: "usage"; readonly usage: Usage }
  | { readonly type: "finish"; readonly reason: FinishReason }
  | { readonly type: "error"; readonly fault: ModelFault };
