import { callsOf, type Message, type ToolResult } from "../contract/messages.ts";

/**
 * A history as providers take it: every call with its answer right behind it, no answer without a call, nothing empty. What a
 * crash or a stop left open is answered as *unknown*: nobody knows whether it was done.
 */
export function mendHistory(messages: readonly Message[]): Message[] {
  const mended: Message[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role === "tool") continue;
    if (message.parts.length === 0) continue;
    mended.push(message);
    const calls = callsOf(message);
    if (calls.length === 0) continue;
    const next = messages[index + 1];
    const answers = next?.role === "tool" ? next.results : [];
    mended.push({
      role: "tool",
      results: calls.map(
        (call) => answers.find((answer) => answer.callId === call.id) ?? unanswered(call.id, call.name),
      ),
    });
  }
  return mended;
}

function unanswered(callId: string, name: string): ToolResult {
  const text = "Interrupted: it is not known whether this was done. Do not do it again without asking.";
  return { callId, name, parts: [{ type: "text", text }], outcome: "unknown", origin: "own" };
}
