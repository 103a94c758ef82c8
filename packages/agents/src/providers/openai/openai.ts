import { createOpenAI } from "@ai-sdk/openai";
import { modelOf } from "../ai-sdk/stream.ts";
import type { OpenModel } from "../settings.ts";

/** OpenAI Responses, or Chat Completions where asked. Nothing is stored there: what was thought comes back sealed, by us. */
export const openOpenAi: OpenModel<"openai"> = (settings, model, { fetch }) => {
  const { apiKey, baseUrl = "https://api.openai.com/v1", api = "responses" } = settings;
  const provider = createOpenAI({ apiKey, baseURL: baseUrl, fetch });
  const foreign = { provider: "openai", namespace: "openai", secrets: [apiKey], options: { openai: { store: false } } };
  return modelOf(
    { ...foreign, model: api === "chat" ? provider.chat(model.name) : provider.responses(model.name) },
    model,
  );
};
