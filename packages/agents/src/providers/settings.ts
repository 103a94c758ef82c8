import type { Model } from "../contract/model.ts";

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
}

/** What each provider's room gives. */
export type OpenModel<Kind extends ProviderSettings["kind"]> = (
  settings: Extract<ProviderSettings, { kind: Kind }>,
  model: ModelSettings,
  ports: ProviderPorts,
) => Model;
