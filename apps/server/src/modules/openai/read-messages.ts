import type { AssistantMessage, Message, TextPart, ToolCallPart, ToolResult, UserMessage } from "@parley/agents";
import { nestsDeeper } from "@parley/kernel";
import { limits } from "@parley/protocol";
import { badParam } from "./faults.ts";

/** One thing that was said, in the order of the request. */
export type Said =
  | { readonly type: "system"; readonly text: string }
  | { readonly type: "user"; readonly parts: UserMessage["parts"] }
  | { readonly type: "assistant"; readonly text: string }
  | { readonly type: "call"; readonly id: string; readonly name: string; readonly input: string }
  | { readonly type: "result"; readonly id: string; readonly parts: readonly TextPart[] };

/**
 * What was said, as runs know it. What tools of the program brought may come from anywhere, so it taints the run; what its
 * person and its agent said does not.
 */
export function conversationOf(
  said: readonly Said[],
  param: string,
): { system: string; history: Message[]; input: Message[] } {
  const messages: Message[] = [];
  const names = new Map<string, string>();
  for (const one of said) {
    const last = messages.at(-1);
    if (one.type === "user") messages.push({ role: "user", parts: one.parts });
    else if (one.type === "assistant" || one.type === "call") {
      const part = partOf(one);
      if (one.type === "call") names.set(one.id, one.name);
      if (part === null) continue;
      if (last?.role === "assistant")
        messages[messages.length - 1] = { role: "assistant", parts: [...last.parts, part] };
      else messages.push({ role: "assistant", parts: [part] });
    } else if (one.type === "result") {
      const name = names.get(one.id);
      if (name === undefined) throw badParam(param, "A tool's answer must follow the call that it answers.");
      const result: ToolResult = { callId: one.id, name, parts: one.parts, outcome: "ok", origin: "stranger" };
      if (last?.role === "tool") messages[messages.length - 1] = { role: "tool", results: [...last.results, result] };
      else messages.push({ role: "tool", results: [result] });
    }
  }
  const system = said.flatMap((one) => (one.type === "system" ? [one.text] : [])).join("\n\n");
  const last = messages.at(-1);
  if (last === undefined || last.role === "assistant") {
    throw badParam(param, "The last word must be a user's or a tool's: there is nothing to answer.");
  }
  return last.role === "user"
    ? { system, history: messages.slice(0, -1), input: [last] }
    : { system, history: messages, input: [] };
}

function partOf(one: Said & { type: "assistant" | "call" }): AssistantMessage["parts"][number] | null {
  if (one.type === "assistant") return one.text === "" ? null : { type: "text", text: one.text };
  return { type: "tool-call", id: one.id, name: one.name, input: inputOf(one.input) };
}

/** Null where it is no JSON, as of a model that said nonsense. */
function inputOf(text: string): ToolCallPart["input"] {
  if (nestsDeeper(text, limits.jsonDepth)) return null;
  try {
    return JSON.parse(text === "" ? "{}" : text);
  } catch {
    return null;
  }
}
