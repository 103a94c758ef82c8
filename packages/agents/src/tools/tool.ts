import type { JsonObject } from "../contract/json.ts";
import type { ImagePart, Origin, TextPart } from "../contract/messages.ts";
import type { ToolDefinition } from "../contract/tools.ts";

export interface ToolAnswer {
  readonly parts: readonly (TextPart | ImagePart)[];
  /** `ok` by itself; `unknown` where the tool cannot say what it did. */
  readonly outcome?: "failed" | "unknown";
  /** Where it came from; what the tool's effects say by itself. */
  readonly origin?: Origin;
  /** Tools that the model is offered from now on. */
  readonly offers?: readonly string[];
}

interface ToolContext {
  readonly callId: string;
  /** Aborts when the run is stopped or the tool has had its time. */
  readonly signal: AbortSignal;
  /**
   * What the run has read that is not its person's own. Whatever keeps something for later keeps this with it, and says so as
   * `origin` when it is read: else a page could have its words remembered, and come back as the person's.
   */
  readonly taint: readonly Origin[];
}

/** A tool that can be run. The input was checked by its schema. It may throw: its words are what the model reads then. */
export interface Tool extends ToolDefinition {
  run(input: JsonObject, context: ToolContext): Promise<ToolAnswer>;
}

/** An answer of words. */
export function words(text: string): ToolAnswer {
  return { parts: [{ type: "text", text }] };
}

/** An answer that says why there is none. */
export function failure(text: string): ToolAnswer {
  return { ...words(text), outcome: "failed" };
}
