import type { ProviderSettings } from "@parley/agents";
import { AppError } from "@parley/kernel";
import type { ProviderRow } from "./store.ts";

/** What opens a provider, as it lies sealed. */
export interface ProviderSecret {
  readonly apiKey?: string;
  readonly accessKeyId?: string;
}

/** Kinds that are asked without a key where none is given. */
const keyless = new Set<ProviderRow["kind"]>(["ollama", "compatible", "local"]);

/** What a provider is asked with. Throws BAD_PARAMS where something is missing, in words for whoever enters it. */
export function settingsOf(row: ProviderRow, { apiKey, accessKeyId }: ProviderSecret): ProviderSettings {
  const baseUrl = row.base_url === null ? {} : { baseUrl: row.base_url };
  const key = apiKey ?? "";
  if (key === "" && !keyless.has(row.kind)) throw missing("its key");
  switch (row.kind) {
    case "anthropic":
    case "google":
    case "openai":
      return { kind: row.kind, apiKey: key, ...baseUrl };
    case "bedrock":
      if (!accessKeyId) throw missing("the id of its access key");
      if (row.region === null) throw missing("its region");
      return { kind: "bedrock", region: row.region, accessKeyId, secretAccessKey: key, ...baseUrl };
    case "ollama":
      return { kind: "ollama", baseUrl: row.base_url ?? "http://localhost:11434" };
    case "local":
      return { kind: "local" };
    case "compatible":
      if (row.base_url === null) throw missing("its address");
      return { kind: "compatible", name: row.id, baseUrl: row.base_url, ...(key === "" ? {} : { apiKey: key }) };
  }
}

function missing(what: string): AppError {
  return new AppError("BAD_PARAMS", `The provider needs ${what}.`);
}
