import type { Model } from "../contract/model.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import type { ModelSettings, ProviderPorts, ProviderSettings } from "./settings.ts";

/**
 * A model that can be asked. Its provider's code is loaded now and not before (about 100 ms and 20 MB each): open it after
 * the start and outside a request. Nothing is sent. Rejects only where that code cannot be loaded.
 */
export async function openModel(
  settings: ProviderSettings,
  model: ModelSettings,
  ports: ProviderPorts,
): Promise<Model> {
  const bounded = { ...ports, fetch: boundedFetch(ports.fetch) };
  switch (settings.kind) {
    case "anthropic":
      return (await import("./anthropic/anthropic.ts")).openAnthropic(settings, model, bounded);
    case "openai":
      return (await import("./openai/openai.ts")).openOpenAi(settings, model, bounded);
    case "google":
      return (await import("./google/google.ts")).openGoogle(settings, model, bounded);
    case "bedrock":
      return (await import("./bedrock/bedrock.ts")).openBedrock(settings, model, bounded);
    case "ollama":
      return (await import("./ollama/ollama.ts")).openOllama(settings, model, bounded);
    case "local":
      return (await import("./local/local.ts")).openLocal(settings, model, bounded);
    case "compatible":
      return (await import("./compatible/compatible.ts")).openCompatible(settings, model, bounded);
  }
}
