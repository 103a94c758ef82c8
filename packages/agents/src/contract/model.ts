import type { Message } from "./messages.ts";
import type { StreamPart } from "./stream.ts";
import type { ToolSpec } from "./tools.ts";

export interface ModelRequest {
  readonly system: string;
  readonly messages: readonly Message[];
  readonly tools: readonly ToolSpec[];
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
}

/** A model that can be asked. */
export interface Model {
  /** Such as `anthropic`; for logs, usage and prices. */
  readonly provider: string;
  /** As the provider calls it. */
  readonly name: string;
  /** Tokens of input and output together, where it is known. */
  readonly contextTokens?: number;
  /** False where it cannot see: pictures are left out, with a word in their place. */
  readonly images?: boolean;
  /** Never throws and never rejects: see `StreamPart`. Aborting the signal closes the connection and ends the stream. */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<StreamPart>;
}
