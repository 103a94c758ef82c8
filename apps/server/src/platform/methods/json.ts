import { limits } from "@parley/protocol";
import { fault } from "./faults.ts";

/**
 * Parses JSON whose brackets nest at most `limits.jsonDepth` deep. The scan is linear and comes first: ten megabytes
 * of open brackets hold `JSON.parse` for most of a second. Throws BAD_PARAMS.
 */
export function parseJson(text: string): unknown {
  if (depthExceeds(text, limits.jsonDepth)) throw fault("BAD_PARAMS", `JSON nests deeper than ${limits.jsonDepth}.`);
  try {
    return JSON.parse(text);
  } catch {
    throw fault("BAD_PARAMS", "Not valid JSON.");
  }
}

function depthExceeds(text: string, most: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (quoted) {
      if (char === 0x5c) i++;
      else if (char === 0x22) quoted = false;
    } else if (char === 0x22) quoted = true;
    else if (char === 0x5b || char === 0x7b) {
      if (++depth > most) return true;
    } else if (char === 0x5d || char === 0x7d) depth--;
  }
  return false;
}
