import { nestsDeeper } from "@parley/kernel";
import { limits } from "@parley/protocol";
import { fault } from "./faults.ts";

/** Parses JSON whose brackets nest at most `limits.jsonDepth` deep. Throws BAD_PARAMS. */
export function parseJson(text: string): unknown {
  if (nestsDeeper(text, limits.jsonDepth)) throw fault("BAD_PARAMS", `JSON nests deeper than ${limits.jsonDepth}.`);
  try {
    return JSON.parse(text);
  } catch {
    throw fault("BAD_PARAMS", "Not valid JSON.");
  }
}
