/** One thing that a fake model says. */
export type FakePart =
  | { readonly type: "text"; readonly text: string }
  /** Thought aloud, with what the provider wants to see again. */
  | { readonly type: "reasoning"; readonly text: string; readonly signature?: string }
  | {
      readonly type: "tool-call";
      readonly id: string;
      readonly name: string;
      /** A text goes out as it is, broken JSON too, where the format has the input as text. */
      readonly input: unknown;
      /** Gemini's `thoughtSignature`. */
      readonly signature?: string;
    };

/** What goes wrong. `after` counts what was sent before it: pieces of the wire format, not tokens. */
export type FakeFault =
  | { readonly type: "cut"; readonly after: number }
  | { readonly type: "hang"; readonly after: number }
  | { readonly type: "garbage"; readonly after: number }
  | { readonly type: "huge-line"; readonly bytes: number }
  | { readonly type: "drip"; readonly everyMs: number }
  /** The format's own error, in the middle of a stream that began well. */
  | { readonly type: "error-inside"; readonly after: number }
  /** No answer at all, not even a status. */
  | { readonly type: "silent" }
  | { readonly type: "rate-limit"; readonly retryAfterS?: number }
  | { readonly type: "auth" }
  | { readonly type: "server" }
  | { readonly type: "context-length" };

export interface FakeReply {
  readonly parts?: readonly FakePart[];
  /** By itself `tool-calls` where a tool is called, else `stop`. */
  readonly finish?: "stop" | "length" | "tool-calls" | "refusal";
  readonly usage?: { readonly input: number; readonly output: number; readonly cached?: number };
  readonly fault?: FakeFault;
}

export const fakeUsage = { input: 12, output: 7, cached: 0 };

/** How a reply ends when it does not say so itself. */
export function finishOf(reply: FakeReply): NonNullable<FakeReply["finish"]> {
  return reply.finish ?? (reply.parts?.some((part) => part.type === "tool-call") ? "tool-calls" : "stop");
}

/** The input of a call as text, as most formats send it. */
export function inputText(input: unknown): string {
  return typeof input === "string" ? input : JSON.stringify(input);
}

/** A text in pieces of at most `size` characters, so that it streams. */
export function piecesOf(text: string, size = 8): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size));
  return pieces.length === 0 ? [""] : pieces;
}
