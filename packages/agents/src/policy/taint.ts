import { isObject, type Json } from "../contract/json.ts";
import type { Message, Origin } from "../contract/messages.ts";
import type { ToolDefinition } from "../contract/tools.ts";

/** Where what stands in messages came from, as far as it is not the person's own: each once, in order. */
export function taintOf(messages: readonly Message[]): Origin[] {
  const origins = messages.flatMap((message): Origin[] => {
    if (message.role === "user") return [message.origin ?? "own"];
    return message.role === "tool" ? message.results.map((result) => result.origin) : [];
  });
  return [...new Set(origins)].filter((origin) => origin !== "own");
}

/**
 * Where a call sends: the tool and what its target field says. Of an address all counts, its query too: a page that was read
 * must not have its reader carry words away in another address of the same host.
 */
export function targetOf(tool: ToolDefinition, input: Json): string {
  const value = tool.effects.target === undefined || !isObject(input) ? undefined : input[tool.effects.target];
  if (value === undefined || value === null) return tool.name;
  const text = typeof value === "string" ? value.trim() : JSON.stringify(value);
  return `${tool.name} → ${URL.canParse(text) ? new URL(text).href : text}`;
}
