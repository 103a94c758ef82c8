import type { ParleyClient } from "@parley/client";
import { AppError } from "@parley/kernel";

/** How long one question for the end of a run waits; it is asked until there is one. */
const waitMs = 20_000;

/** What came of something that was said: an answer, or nothing to wait for. */
export type Said =
  | { readonly runId: string; readonly text: string /** Why it ended early. */; readonly note?: string }
  | { readonly stopped: boolean };

/**
 * Says something in a conversation and waits for the answer. `onText` hears all of its text so far, whenever more came.
 * Throws AGENT_FAILED with the reason where there is no answer.
 */
export async function say(
  client: ParleyClient,
  sessionKey: string,
  message: string,
  { runId, onText }: { readonly runId?: string; readonly onText?: (text: string) => void } = {},
): Promise<Said> {
  // The run bears the name of the call, so its first words are known as its own even before the call is answered.
  const deaf = onText
    ? client.on("chat", (told) => {
        if (told.runId === runId && told.state === "delta") onText(textOf(told.message?.content ?? []));
      })
    : () => {};
  try {
    const params = { sessionKey, message };
    const begun = await client.call("chat.send", params, runId === undefined ? {} : { idempotencyKey: runId });
    if (!("runId" in begun)) return { stopped: begun.aborted };
    let end = await client.call("agent.wait", { runId: begun.runId, timeoutMs: waitMs });
    while (end.status === "timeout") end = await client.call("agent.wait", { runId: begun.runId, timeoutMs: waitMs });
    if (end.status === "error") throw new AppError("AGENT_FAILED", end.error ?? "The agent did not answer.");
    const { messages } = await client.call("chat.history", { sessionKey, limit: 1 });
    const last = messages.at(-1);
    const text = last?.role === "assistant" ? textOf(last.content) : "";
    return { runId: begun.runId, text, ...(end.error === undefined ? {} : { note: end.error }) };
  } finally {
    deaf();
  }
}

const textOf = (content: readonly { readonly text: string }[]): string => content.map((part) => part.text).join("\n");
