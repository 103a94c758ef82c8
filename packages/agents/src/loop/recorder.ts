import { messageOf } from "@parley/kernel";
import type { RunEvent } from "../contract/run-events.ts";
import type { RunPorts } from "./ports.ts";
import { applied, type RunState } from "./state.ts";

/** Whoever keeps events or money did not: nothing more can be promised. */
export class Unkept extends Error {}

/** A run that is going: its state, and the one way to change it. */
export interface Recorder {
  readonly state: RunState;
  readonly signal: AbortSignal;
  readonly ports: RunPorts;
  /** Keeps an event and brings the state to it. Rejects with `Unkept`. */
  tell(event: RunEvent): Promise<void>;
}

export function createRecorder(from: RunState, ports: RunPorts, signal: AbortSignal): Recorder {
  let state = from;
  return {
    get state() {
      return state;
    },
    signal,
    ports,
    async tell(event) {
      await kept(ports.journal.keep({ seq: state.seq + 1, at: ports.clock.now(), event }));
      state = applied(state, event);
    },
  };
}

/** What was promised by a keeper of events or money. */
export async function kept<Value>(promise: Promise<Value>): Promise<Value> {
  try {
    return await promise;
  } catch (thrown) {
    throw new Unkept(messageOf(thrown), { cause: thrown });
  }
}
