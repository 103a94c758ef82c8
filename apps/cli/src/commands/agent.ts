import { AppError } from "@parley/kernel";
import type { Context } from "../context.ts";

/** How long one question for the end waits; it is asked until there is one. */
const waitMs = 20_000;

/** Says something to an agent and prints what it answers. */
export async function talkToAgent({ client, terminal, given }: Context): Promise<void> {
  const message = given.command.slice(1).join(" ").trim();
  if (message === "") throw new AppError("USAGE", 'parley agent "MESSAGE": what do you want to say?');
  const sessionKey = "main";
  const begun = await client.call("chat.send", { sessionKey, message });
  if (!("runId" in begun)) {
    terminal.print(given.json ? JSON.stringify(begun) : begun.aborted ? "Stopped." : "Nothing ran.");
    return;
  }
  const { runId } = begun;
  let end = await client.call("agent.wait", { runId, timeoutMs: waitMs });
  while (end.status === "timeout") end = await client.call("agent.wait", { runId, timeoutMs: waitMs });
  if (end.status === "error") throw new AppError("AGENT_FAILED", end.error ?? "The agent did not answer.");
  const { messages } = await client.call("chat.history", { sessionKey, limit: 1 });
  const last = messages.at(-1);
  const text = last?.role === "assistant" ? last.content.map((part) => part.text).join("\n") : "";
  if (given.json) terminal.print(JSON.stringify({ runId, text }));
  else terminal.print(text === "" ? "(The agent said nothing.)" : text);
}
