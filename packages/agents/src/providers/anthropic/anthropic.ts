import { createAnthropic } from "@ai-sdk/anthropic";
import { modelOf } from "../ai-sdk/stream.ts";
import type { OpenModel } from "../settings.ts";

/** Anthropic Messages. The address is always given: without one the package reads the environment. */
export const openAnthropic: OpenModel<"anthropic"> = (settings, model, { fetch }) => {
  const { apiKey, baseUrl = "https://api.anthropic.com/v1" } = settings;
  const provider = createAnthropic({ apiKey, baseURL: baseUrl, fetch });
  return modelOf(
    { provider: "anthropic", namespace: "anthropic", model: provider(model.name), secrets: [apiKey] },
    model,
  );
};
