import type { Message } from "@parley/agents";

/** What an agent has said in a run, by its steps. */
export function textOfSteps(steps: readonly { readonly event: string }[]): string {
  const messages = steps.flatMap(({ event }) => {
    const read = JSON.parse(event);
    return read.type === "message" ? [read.message] : [];
  });
  return textOfRun(messages);
}

/** What an agent has said in these messages. */
export function textOfRun(messages: readonly Message[]): string {
  return messages
    .map((message) =>
      (message.role === "assistant" ? message.parts : [])
        .map((part) => (part.type === "text" ? part.text : ""))
        .join(""),
    )
    .filter((text) => text !== "")
    .join("\n\n");
}
