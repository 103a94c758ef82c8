import type { Message } from "@parley/agents";
import type { HistoryMessage } from "@parley/protocol";
import type { Conversations } from "./asks.ts";
import type { RunRow } from "./store.ts";

/** Messages of a conversation that a model may be shown; how many fit is the loop's business. */
const historyMost = 400;

/** What was said before a message: that was kept before the run began, and what stands behind it is no part of the question. */
export async function saidBefore(
  conversations: Conversations,
  { account, key }: RunRow,
  input: string,
): Promise<Message[]> {
  const history = await conversations.history(account, key, historyMost);
  const at = history.findIndex(({ id }) => id === input);
  return (at < 0 ? history : history.slice(0, at)).flatMap(messageOf);
}

/** As a model is shown it; nothing of what holds no words. */
export function messageOf({ role, content }: HistoryMessage): Message[] {
  const text = content.map((part) => part.text).join("\n");
  if (text === "") return [];
  if (role === "user") return [{ role: "user", parts: [{ type: "text", text }] }];
  return role === "assistant" ? [{ role: "assistant", parts: [{ type: "text", text }] }] : [];
}
