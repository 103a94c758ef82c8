import type { LanguageModelV4FunctionTool, LanguageModelV4Message, SharedV4ProviderOptions } from "@ai-sdk/provider";
import { isObject } from "../../contract/json.ts";
import type {
  AssistantMessage,
  ImagePart,
  Message,
  ProviderData,
  TextPart,
  ToolResult,
} from "../../contract/messages.ts";
import type { ToolSpec } from "../../contract/tools.ts";

/** Our messages in the words of the AI SDK's provider packages. `namespace` is the provider's own: data of others stays here. */
export function promptOf(system: string, messages: readonly Message[], namespace: string): LanguageModelV4Message[] {
  const prompt: LanguageModelV4Message[] = system === "" ? [] : [{ role: "system", content: system }];
  for (const message of messages) {
    if (message.role === "user") prompt.push({ role: "user", content: message.parts.map(userPart) });
    else if (message.role === "tool") prompt.push({ role: "tool", content: message.results.map(resultPart) });
    else prompt.push(assistant(message, namespace));
  }
  return prompt;
}

function userPart(part: TextPart | ImagePart) {
  if (part.type === "text") return { type: "text" as const, text: part.text };
  return { type: "file" as const, mediaType: part.mediaType, data: { type: "data" as const, data: part.data } };
}

type AssistantContent = Extract<LanguageModelV4Message, { role: "assistant" }>["content"];

function assistant(message: AssistantMessage, namespace: string): LanguageModelV4Message {
  const content: AssistantContent = [];
  for (const part of message.parts) {
    const options = optionsOf(part.provider, namespace);
    if (part.type === "text") content.push({ type: "text", text: part.text, ...options });
    else if (part.type === "reasoning") {
      // Thought is only understood by whoever signed it.
      if (options.providerOptions) content.push({ type: "reasoning", text: part.text, ...options });
    } else {
      // Providers demand an object, also where what the model sent was none.
      const input = isObject(part.input) ? part.input : {};
      content.push({ type: "tool-call", toolCallId: part.id, toolName: part.name, input, ...options });
    }
  }
  return { role: "assistant", content };
}

function optionsOf(data: ProviderData | undefined, namespace: string): { providerOptions?: SharedV4ProviderOptions } {
  const own = data?.[namespace];
  return own === undefined ? {} : { providerOptions: { [namespace]: { ...own } } };
}

function resultPart(result: ToolResult) {
  const text = result.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  const type = result.outcome === "ok" ? ("text" as const) : ("error-text" as const);
  const images = result.parts.some((part) => part.type === "image");
  return {
    type: "tool-result" as const,
    toolCallId: result.callId,
    toolName: result.name,
    output: images ? { type: "content" as const, value: result.parts.map(userPart) } : { type, value: text },
  };
}

export function toolOf(tool: ToolSpec): LanguageModelV4FunctionTool {
  return { type: "function", name: tool.name, description: tool.description, inputSchema: { ...tool.input } };
}
