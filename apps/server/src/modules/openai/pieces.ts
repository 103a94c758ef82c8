import type { StreamPart, Usage } from "@parley/agents";

/** Text as a program reads it while it comes: what follows a call of one of our tools is a paragraph of its own. */
export function createText(say: (delta: string) => void): (part: StreamPart) => void {
  let said = false;
  let gap = false;
  return (part) => {
    if (part.type === "tool-end") gap = said;
    if (part.type !== "text" || part.delta === "") return;
    say(gap ? `\n\n${part.delta}` : part.delta);
    said = true;
    gap = false;
  };
}

/** One server-sent event. */
export function event(data: unknown, name?: string): string {
  return `${name === undefined ? "" : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** What was counted; null where the provider did not say: nothing is made up. */
export function counted({ inputTokens, outputTokens, cacheReadTokens, reasoningTokens }: Usage) {
  if (inputTokens === undefined || outputTokens === undefined) return null;
  return { input: inputTokens, output: outputTokens, cached: cacheReadTokens ?? 0, reasoning: reasoningTokens ?? 0 };
}
