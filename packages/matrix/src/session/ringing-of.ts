import { computed, type ReadonlySignal } from "@parley/kernel";
import type { IncomingRing, OutgoingRing, Ringing } from "../contract/ringing.ts";
import type { ClientRun } from "./client-run.ts";

const silence: readonly IncomingRing[] = [];
const nobody: ReadonlyMap<string, OutgoingRing> = new Map();

/** As the session's other parts: it rings where the client runs, so in one tab. */
export function ringingOf(run: ReadonlySignal<ClientRun | null>, current: () => ClientRun): Ringing {
  return {
    incoming: computed(() => run.value?.ringing.incoming.value ?? silence),
    outgoing: computed(() => run.value?.ringing.outgoing.value ?? nobody),
    decline: async (ringId) => current().ringing.decline(ringId),
    again: (roomId) => run.peek()?.ringing.again(roomId),
  };
}
