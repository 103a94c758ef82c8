import type { CallPlace } from "../contract/calls.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";

/** The places that this device holds, by room. */
const held = new WeakMap<ClientHandle, Map<string, CallPlace>>();

/** Notes the place that is held in a room from now on. */
export function noteHeld(handle: ClientHandle, roomId: string, place: CallPlace): void {
  held.set(handle, (held.get(handle) ?? new Map()).set(roomId, place));
}

/** Gives up the place in a room's call, if there is one: from outside of a room nobody may write that they have gone. */
export async function giveUpHeld(handle: ClientHandle, roomId: string): Promise<void> {
  await held.get(handle)?.get(roomId)?.leave();
}
