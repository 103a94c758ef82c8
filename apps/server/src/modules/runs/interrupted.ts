import type { AssistantMessage } from "@parley/agents";
import { type Clock, type Log, messageOf } from "@parley/kernel";
import type { Conversations } from "./asks.ts";
import type { RunRow, RunStore } from "./store.ts";
import { textOfRun } from "./text-of-run.ts";

/** Ends the runs that an earlier process was driving. What they had said, as far as it was kept, comes to its conversation. */
export async function endInterrupted(deps: {
  readonly rows: RunStore;
  readonly conversations: Conversations;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes on what can go on. Whether it does. */
  readonly goOn?: (row: RunRow) => Promise<boolean>;
}): Promise<void> {
  const { rows, conversations, clock, log, goOn } = deps;
  for (const row of await rows.going()) {
    if (await goOn?.(row)) continue;
    const text = textOfRun((await rows.steps(row.account, row.id)).flatMap(({ event }) => saidIn(event)));
    if (text !== "") {
      await conversations
        .say(row.account, row.key, { id: `${row.id}-answer`, run: row.id, role: "assistant", text })
        .catch((thrown: unknown) =>
          log.warn("what an interrupted run had said was not kept", { error: messageOf(thrown) }),
        );
    }
    const fault = "The server ended in the middle of it.";
    await rows.end(row, { state: "interrupted", fault, usage: {}, at: clock.now() });
  }
}

function saidIn(event: string): AssistantMessage[] {
  const read: { type: string; message?: AssistantMessage } = JSON.parse(event);
  return read.type === "message" && read.message ? [read.message] : [];
}
