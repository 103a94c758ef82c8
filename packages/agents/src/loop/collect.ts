import { parseJson } from "../contract/json.ts";
import type { AssistantMessage, ProviderData, ReasoningPart, TextPart, ToolCallPart } from "../contract/messages.ts";
import type { StreamPart } from "../contract/stream.ts";

/** Adds a part to those of its stream, joined with the one before where both are deltas of one block. */
export function join(parts: StreamPart[], part: StreamPart): void {
  if (part.type === "alive") return;
  const last = parts.at(-1);
  if (last !== undefined && "delta" in last && "delta" in part && idOf(last) === idOf(part)) {
    const data = merged("provider" in last ? last : {}, "provider" in part ? part : {});
    parts[parts.length - 1] = { ...last, ...part, delta: last.delta + part.delta, ...data };
  } else parts.push(part);
}

const idOf = (part: StreamPart) =>
  part.type === "text" || part.type === "reasoning"
    ? `${part.type} ${part.block}`
    : part.type === "tool-delta"
      ? part.id
      : "";

function merged(one: { provider?: ProviderData }, other: { provider?: ProviderData }): { provider?: ProviderData } {
  if (one.provider === undefined || other.provider === undefined) return {};
  const provider: Record<string, ProviderData[string]> = { ...one.provider };
  for (const [name, data] of Object.entries(other.provider)) provider[name] = { ...provider[name], ...data };
  return { provider };
}

/** What the parts of a stream say as one message. Ids of calls are made different from each other where they are not. */
export function messageOf(parts: readonly StreamPart[]): AssistantMessage {
  const blocks = new Map<string, TextPart | ReasoningPart | ToolCallPart>();
  for (const part of parts) {
    if (part.type === "text" || part.type === "reasoning") {
      const key = idOf(part);
      const before = blocks.get(key);
      const text = before !== undefined && before.type !== "tool-call" ? before.text : "";
      const provider = merged(before ?? {}, part).provider ?? part.provider ?? before?.provider;
      blocks.set(key, { type: part.type, text: text + part.delta, ...(provider === undefined ? {} : { provider }) });
    } else if (part.type === "tool-end") {
      const wanted = plain(part.id, "call");
      let id = wanted;
      for (let count = 2; blocks.has(`call ${id}`); count++) id = `${wanted}_${count}`;
      const input = part.input.trim() === "" ? {} : (parseJson(part.input) ?? null);
      const provider = part.provider === undefined ? {} : { provider: part.provider };
      blocks.set(`call ${id}`, { type: "tool-call", id, name: plain(part.name, "unknown"), input, ...provider });
    }
  }
  const said: AssistantMessage["parts"][number][] = [];
  for (const part of blocks.values()) {
    if (part.type === "tool-call") said.push(part);
    else if (part.text !== "" || part.provider !== undefined) said.push({ ...part, text: part.text.toWellFormed() });
  }
  return { role: "assistant", parts: said };
}

/**
 * Ids and names as all providers take them, for they go back with the history; and none that every object has, for they become
 * names of fields.
 */
function plain(text: string, otherwise: string): string {
  const safe = text.replaceAll(/[^a-zA-Z0-9_-]/g, "_").slice(0, 60);
  return safe === "" || safe in {} ? otherwise : safe;
}
