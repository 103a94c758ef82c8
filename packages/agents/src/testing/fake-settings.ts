import { fakeKey } from "@parley/testkit/providers";
import type { ProviderSettings } from "../providers/settings.ts";

/** Whoever is asked over a network. */
type FarSettings = Exclude<ProviderSettings, { kind: "local" }>;

/** How the fake provider at `url` is reached in each of the six formats. */
export function fakeSettings(url: string): Readonly<Record<string, FarSettings>> {
  return {
    "anthropic": { kind: "anthropic", apiKey: fakeKey, baseUrl: `${url}/v1` },
    "openai-responses": { kind: "openai", apiKey: fakeKey, baseUrl: `${url}/v1` },
    "openai-chat": { kind: "openai", apiKey: fakeKey, baseUrl: `${url}/v1`, api: "chat" },
    "compatible": { kind: "compatible", name: "mine", apiKey: fakeKey, baseUrl: `${url}/v1` },
    "gemini": { kind: "google", apiKey: fakeKey, baseUrl: `${url}/v1beta` },
    "bedrock": {
      kind: "bedrock",
      region: "eu-west-1",
      accessKeyId: "AKIAFAKE",
      secretAccessKey: fakeKey,
      baseUrl: url,
    },
    "ollama": { kind: "ollama", baseUrl: url },
  };
}
