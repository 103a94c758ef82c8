import type { JsonObject, Model, RunState, ToolResult } from "@parley/agents";
import type { Brought } from "./brought.ts";

/** One call of a tool that somebody makes without a model: a run like any other, under the same rules, and kept like one. */
export interface OneCall {
  readonly name: string;
  readonly input: JsonObject;
}

const callId = "call";

/** In place of a model: calls the tool once, and ends. */
export function modelOf({ name, input }: OneCall): Model {
  return {
    provider: "(none)",
    name: "(none)",
    async *stream({ messages }) {
      if (messages.at(-1)?.role === "tool") {
        yield { type: "text", block: "end", delta: "Done." };
        yield { type: "finish", reason: "stop" };
        return;
      }
      yield { type: "tool-begin", id: callId, name };
      yield { type: "tool-end", id: callId, name, input: JSON.stringify(input) };
      yield { type: "finish", reason: "tool-calls" };
    },
  };
}

/** What such a run is asked. */
export function questionOf({ name }: OneCall): Brought {
  const text = `Call ${name}.`;
  return {
    bare: false,
    system: "",
    history: [],
    input: [{ role: "user", parts: [{ type: "text", text }] }],
    tools: [],
    offered: [name],
    unpaid: true,
    maxOutputTokens: null,
    temperature: null,
  };
}

/** What came of it; null: it was not even tried, or broke in our hands. */
export function resultOf(state: RunState | null): ToolResult | null {
  const answered = state?.messages.find((message) => message.role === "tool");
  return answered?.role === "tool" ? (answered.results[0] ?? null) : null;
}
