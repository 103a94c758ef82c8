import type { KeptEvent, RunSpec, RunState } from "@parley/agents";
import type { HistoryMessage } from "@parley/protocol";
import type { Conversations } from "./asks.ts";
import { saidBefore } from "./history.ts";
import type { RunRow, RunStore } from "./store.ts";

/** What a run was asked to do, without what its conversation and its events hold. */
interface KeptSpec {
  readonly spec: Omit<RunSpec, "history" | "input">;
  /** The message that it answers. */
  readonly input: string;
}

/** What is kept with the row when a run begins. */
export function keptSpec({ history: _history, input: _input, ...spec }: RunSpec, input: HistoryMessage): string {
  const kept: KeptSpec = { spec, input: input.id };
  return JSON.stringify(kept);
}

/** A run as it stood after its last event; null where that cannot be said: it had hardly begun. */
export async function stateOfKept(
  { rows, conversations }: { rows: RunStore; conversations: Conversations },
  row: RunRow,
): Promise<RunState | null> {
  if (row.spec === null) return null;
  const { spec, input }: KeptSpec = JSON.parse(row.spec);
  const events = (await rows.allSteps(row.account, row.id)).map(
    ({ seq, at, event }): KeptEvent => ({ seq, at, event: JSON.parse(event) }),
  );
  const started = events[0]?.event;
  if (started?.type !== "started") return null;
  const { stateOf } = await import("@parley/agents");
  const history = await saidBefore(conversations, row, input);
  return stateOf({ ...spec, history, input: started.input }, events);
}
