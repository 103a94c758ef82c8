import type { Message } from "../contract/messages.ts";
import type { ToolSpec } from "../contract/tools.ts";

/** What a picture costs at most with the providers that say so. */
const imageTokens = 1_600;
/** Role, separators and what a provider puts around each message. */
const messageTokens = 6;

/**
 * How many tokens a text has, rather too many than too few: for budgets before a call. What was spent in the end says the
 * provider. Four characters of Latin script are one token, other scripts have up to one for each character.
 */
export function estimateTokens(text: string): number {
  // Most histories are Latin: the engine looks for what is not twenty times faster than a loop counts.
  if (!notLatin.test(text)) return Math.ceil(text.length / 3.5);
  let other = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= 0x250) other++;
  return Math.ceil((text.length - other) / 3.5 + other);
}

const notLatin = /[^\0-\u024f]/;

export function messageSize(message: Message): number {
  const parts = message.role === "tool" ? message.results.flatMap((result) => result.parts) : message.parts;
  let tokens = messageTokens * (message.role === "tool" ? message.results.length : 1);
  for (const part of parts) {
    if (part.type === "image") tokens += imageTokens;
    else if (part.type === "tool-call")
      tokens += estimateTokens(part.name + JSON.stringify(part.input)) + messageTokens;
    else tokens += estimateTokens(part.text);
  }
  return tokens;
}

export function toolSize(tool: ToolSpec): number {
  return estimateTokens(tool.name + tool.description + JSON.stringify(tool.input)) + messageTokens;
}
