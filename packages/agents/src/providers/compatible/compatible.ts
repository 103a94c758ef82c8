import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { modelOf } from "../ai-sdk/stream.ts";
import type { OpenModel } from "../settings.ts";

/** Any address that speaks Chat Completions. */
export const openCompatible: OpenModel<"compatible"> = (settings, model, { fetch }) => {
  const { name, baseUrl, apiKey } = settings;
  const key = apiKey === undefined ? {} : { apiKey };
  const provider = createOpenAICompatible({ name, baseURL: baseUrl, includeUsage: true, fetch, ...key });
  return modelOf({ provider: name, namespace: name, model: provider(model.name), secrets: [apiKey ?? ""] }, model);
};
