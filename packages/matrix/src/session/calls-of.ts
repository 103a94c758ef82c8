import { computed, type ReadonlySignal } from "@parley/kernel";
import type { CallMember, Calls } from "../contract/calls.ts";
import type { Ringing } from "../contract/ringing.ts";
import type { ClientRun } from "./client-run.ts";
import { ringingOf } from "./ringing-of.ts";

const nowhere: ReadonlyMap<string, number> = new Map();
const nobody: readonly CallMember[] = [];

/** A session's calls, and what rings of them. */
export function callsOf(
  run: ReadonlySignal<ClientRun | null>,
  current: () => ClientRun,
): { readonly calls: Calls; readonly ringing: Ringing } {
  return { calls: callsThrough(run, current), ringing: ringingOf(run, current) };
}

/** As the session's other parts: a call belongs to the client that runs now, and ends with it. */
function callsThrough(run: ReadonlySignal<ClientRun | null>, current: () => ClientRun): Calls {
  return {
    running: computed(() => run.value?.calls.running.value ?? nowhere),
    members: (roomId) => computed(() => run.value?.calls.members(roomId).value ?? nobody),
    of: (roomId, way) => current().calls.of(roomId, way),
    transport: async () => current().calls.transport(),
    encrypts: async (roomId) => current().calls.encrypts(roomId),
    openId: async () => current().calls.openId(),
  };
}
