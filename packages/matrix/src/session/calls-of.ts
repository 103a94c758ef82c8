import { computed, type ReadonlySignal } from "@parley/kernel";
import type { Calls } from "../contract/calls.ts";
import type { ClientRun } from "./client-run.ts";

const nobody: ReadonlyMap<string, number> = new Map();

/** As the session's other parts: a call belongs to the client that runs now, and ends with it. */
export function callsOf(run: ReadonlySignal<ClientRun | null>, current: () => ClientRun): Calls {
  return {
    running: computed(() => run.value?.calls.running.value ?? nobody),
    of: (roomId) => current().calls.of(roomId),
    transport: async () => current().calls.transport(),
    openId: async () => current().calls.openId(),
  };
}
