import type { JsonSchema } from "../contract/json.ts";
import type { Model } from "../contract/model.ts";
import type { ModelFault } from "../contract/stream.ts";

/** Where a model is asked and with what. Secrets stand here in clear: made for one use, never kept or logged. */
export type ProviderSettings =
  | { readonly kind: "anthropic"; readonly apiKey: string; readonly baseUrl?: string }
  | { readonly kind: "google"; readonly apiKey: string; readonly baseUrl?: string }
  | {
      readonly kind: "openai";
      readonly apiKey: string;
      readonly baseUrl?: string;
      /** `responses` by itself. */
      readonly api?: "responses" | "chat";
    }
  | {
      readonly kind: "bedrock";
      readonly region: string;
      readonly baseUrl?: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string;
    }
  | { readonly kind: "ollama"; readonly baseUrl: string }
  /** A model in a file on this machine, run by `ProviderPorts.local`. */
  | { readonly kind: "local" }
  /** Any address that speaks Chat Completions. */
  | { readonly kind: "compatible"; readonly name: string; readonly baseUrl: string; readonly apiKey?: string };

export interface ModelSettings {
  /** As the provider calls it. */
  readonly name: string;
  readonly contextTokens?: number;
  /** False where it cannot see. */
  readonly images?: boolean;
}

/** Everything that goes out goes through this: the one egress, a proxy, or a test. */
export interface ProviderPorts {
  readonly fetch: typeof globalThis.fetch;
  /** What runs models in files; without it none of them answers. */
  readonly local?: LocalEngine;
}

/** What a model in a file is asked: plain talk, and the shape of its answer where that is fixed. */
export interface LocalQuestion {
  /** The file's name. */
  readonly model: string;
  readonly contextTokens?: number;
  readonly system: string;
  /** Begins and ends with the user; the roles take turns. */
  readonly turns: readonly LocalTurn[];
  /** The answer is JSON of this shape. */
  readonly shape?: JsonSchema;
  readonly maxTokens: number;
  readonly temperature?: number;
}

export interface LocalTurn {
  readonly role: "user" | "assistant";
  readonly text: string;
}

/** What comes from it: pieces, then one `end` or `fault`. */
export type LocalPiece =
  | { readonly type: "alive" }
  | { readonly type: "text" | "thought"; readonly delta: string }
  | {
      readonly type: "end";
      readonly reason: "stop" | "length";
      readonly inputTokens: number;
      readonly outputTokens: number;
    }
  | { readonly type: "fault"; readonly fault: ModelFault };

export interface LocalEngine {
  /** Never throws. Aborting the signal ends it within a token. */
  ask(question: LocalQuestion, signal: AbortSignal): AsyncIterable<LocalPiece>;
}

/** What each provider's room gives. */
export type OpenModel<Kind extends ProviderSettings["kind"]> = (
  settings: Extract<ProviderSettings, { kind: Kind }>,
  model: ModelSettings,
  ports: ProviderPorts,
) => Model;
