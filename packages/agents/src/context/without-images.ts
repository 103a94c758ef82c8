import type { ImagePart, Message, TextPart } from "../contract/messages.ts";

/** A history for a model that cannot see: it is told where a picture was, so that it can say so instead of guessing. */
export function withoutImages(messages: readonly Message[]): Message[] {
  return messages.map((message) => {
    if (message.role === "user") return { ...message, parts: message.parts.map(inWords) };
    if (message.role === "assistant") return message;
    return { ...message, results: message.results.map((result) => ({ ...result, parts: result.parts.map(inWords) })) };
  });
}

function inWords(part: TextPart | ImagePart): TextPart {
  return part.type === "text" ? part : { type: "text", text: "[a picture, which you cannot see]" };
}
