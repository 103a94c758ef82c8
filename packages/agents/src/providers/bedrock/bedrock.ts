import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock";
import { modelOf } from "../ai-sdk/stream.ts";
import type { OpenModel } from "../settings.ts";

/** Bedrock's ConverseStream, signed. All settings are given, the empty key too: for what is missing the package reads the environment. */
export const openBedrock: OpenModel<"bedrock"> = (settings, model, { fetch }) => {
  const { region, accessKeyId, secretAccessKey, sessionToken } = settings;
  const baseURL = settings.baseUrl ?? `https://bedrock-runtime.${region}.amazonaws.com`;
  const session = sessionToken === undefined ? {} : { sessionToken };
  const provider = createAmazonBedrock({
    apiKey: "",
    region,
    accessKeyId,
    secretAccessKey,
    ...session,
    baseURL,
    fetch,
  });
  const secrets = [secretAccessKey, accessKeyId, sessionToken ?? ""];
  return modelOf({ provider: "bedrock", namespace: "amazonBedrock", model: provider(model.name), secrets }, model);
};
