import type { CallIntent, RoomSummary } from "@parley/matrix";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useCallsHere, useEntry } from "../calls-here.ts";
import { useCurrentCall } from "../current.ts";

/** Goes into a room's call, and out of another's; null where one may not, or there are no calls. What is not known is tried. */
export function useEnter(room: RoomSummary): ((intent: CallIntent) => void) | null {
  const current = useCurrentCall();
  const details = useSignal(useSession().rooms.details(room.id));
  const entryOf = useEntry();
  const here = useCallsHere();
  if (details?.callRights.join === false || here === false) return null;
  return (intent) => current.join(room.id, entryOf(intent, room.kind === "direct", details?.callRights));
}
