import type { Json, JsonObject } from "./json.ts";

/**
 * Where a text came from. `own` is the person whose run it is, the operator, and the server's own answers; everything else
 * taints the run that reads it.
 */
export type Origin = "own" | "web" | "file" | "stranger" | "agent";

/**
 * What a provider wants to see again with the part that it came with, and nobody else understands: Anthropic's signature of
 * its thinking, Gemini's `thoughtSignature`, the item ids of OpenAI's Responses. By the provider's name; sent back to that
 * provider only.
 */
export type ProviderData = Readonly<Record<string, JsonObject>>;

export interface TextPart {
  readonly type: "text";
  readonly text: string;
  readonly provider?: ProviderData;
}

export interface ImagePart {
  readonly type: "image";
  readonly mediaType: "image/png" | "image/jpeg" | "image/webp" | "image/gif";
  /** Base64, without a prefix. */
  readonly data: string;
}

/** What the model thought; shown on request, sent back to its own provider only. */
export interface ReasoningPart {
  readonly type: "reasoning";
  readonly text: string;
  readonly provider?: ProviderData;
}

export interface ToolCallPart {
  readonly type: "tool-call";
  /** Unique in its run; made by us where the provider has none. */
  readonly id: string;
  readonly name: string;
  /** Null where what came is no JSON: such a call is answered with a fault and never run. */
  readonly input: Json;
  readonly provider?: ProviderData;
}

export interface UserMessage {
  readonly role: "user";
  readonly parts: readonly (TextPart | ImagePart)[];
  /** Who it came from; `own` where it is not said. */
  readonly origin?: Origin;
}

export interface AssistantMessage {
  readonly role: "assistant";
  readonly parts: readonly (TextPart | ReasoningPart | ToolCallPart)[];
}

export interface ToolResult {
  readonly callId: string;
  readonly name: string;
  readonly parts: readonly (TextPart | ImagePart)[];
  /** `denied` was not run; `unknown` was begun, and nobody knows what it did. */
  readonly outcome: "ok" | "failed" | "denied" | "unknown";
  /** Where the answer came from. */
  readonly origin: Origin;
}

/** The answers to all tool calls of the assistant's message before it, in their order. */
export interface ToolMessage {
  readonly role: "tool";
  readonly results: readonly ToolResult[];
}

export type Message = UserMessage | AssistantMessage | ToolMessage;

/** The text of a message as people read it, without what was thought and called. */
export function textOf(message: Message): string {
  const parts = message.role === "tool" ? message.results.flatMap((result) => result.parts) : message.parts;
  return parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}

/** The tool calls that a message makes, in their order. */
export function callsOf(message: Message): readonly ToolCallPart[] {
  return message.role === "assistant" ? message.parts.filter((part) => part.type === "tool-call") : [];
}
