import { createGoogle } from "@ai-sdk/google";
import { modelOf } from "../ai-sdk/stream.ts";
import type { OpenModel } from "../settings.ts";

/** Gemini. */
export const openGoogle: OpenModel<"google"> = (settings, model, { fetch }) => {
  const { apiKey, baseUrl = "https://generativelanguage.googleapis.com/v1beta" } = settings;
  const provider = createGoogle({ apiKey, baseURL: baseUrl, fetch });
  return modelOf({ provider: "google", namespace: "google", model: provider(model.name), secrets: [apiKey] }, model);
};
