import type { FakeReply } from "../reply.ts";

/** One of the six ways in which providers speak. */
export interface WireFormat {
  readonly name: "anthropic" | "openai-chat" | "openai-responses" | "gemini" | "bedrock" | "ollama";
  readonly contentType: string;
  /** The whole answer, in the pieces in which it is written. */
  pieces(reply: FakeReply, model: string): (string | Uint8Array)[];
  /** An error in the middle of a stream. */
  errorPiece(): string | Uint8Array;
  /** The body of an answer that is no 200. */
  errorBody(kind: "rate-limit" | "auth" | "server" | "context-length"): unknown;
}

/** A server-sent event, with a name where the format has names. */
export function sse(data: unknown, event?: string): string {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return `${event === undefined ? "" : `event: ${event}\n`}data: ${text}\n\n`;
}

export const errorTexts = {
  "rate-limit": "Too many requests",
  "auth": "The key is not valid",
  "server": "Something broke",
  "context-length": "prompt is too long: 250000 tokens > 200000 maximum context length",
};
