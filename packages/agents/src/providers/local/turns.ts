import type { ImagePart, Message, TextPart } from "../../contract/messages.ts";
import type { LocalTurn } from "../settings.ts";

/**
 * A history as plain talk: results of calls are told in words, and the roles take turns. The calls themselves stand in it
 * only `withCalls`: who is to answer in words writes what it sees.
 */
export function turnsOf(messages: readonly Message[], withCalls: boolean): LocalTurn[] {
  const turns: { role: LocalTurn["role"]; text: string }[] = [];
  const say = (role: LocalTurn["role"], text: string) => {
    const last = turns.at(-1);
    if (last?.role === role) last.text += `\n\n${text}`;
    else turns.push({ role, text });
  };
  for (const message of messages) {
    if (message.role === "user") say("user", wordsOf(message.parts));
    else if (message.role === "tool") {
      for (const { name, outcome, parts } of message.results) {
        say("user", `${outcome === "ok" ? "Result" : `Result (${outcome})`} of ${name}:\n${wordsOf(parts)}`);
      }
    } else {
      for (const part of message.parts) {
        if (part.type === "text" && part.text !== "") say("assistant", part.text);
        if (withCalls && part.type === "tool-call")
          say("assistant", JSON.stringify({ tool: part.name, input: part.input }));
      }
    }
  }
  if (turns[0]?.role === "assistant") turns.unshift({ role: "user", text: "…" });
  if (turns.at(-1)?.role !== "user") turns.push({ role: "user", text: "Go on." });
  return turns;
}

function wordsOf(parts: readonly (TextPart | ImagePart)[]): string {
  return parts.map((part) => (part.type === "text" ? part.text : "[a picture]")).join("\n");
}
