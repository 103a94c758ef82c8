import type { CallIntent, RoomSummary } from "@parley/matrix";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useCallsHere, useEntry } from "../calls-here.ts";
import { useCurrentCall } from "../current.ts";

/**
 * Goes into a room's call, and out of another's; null where one may not, there are no calls, or the account is used in
 * another tab. What is not known is tried.
 */
export function useEnter(room: RoomSummary): ((intent: CallIntent) => void) | null {
  const current = useCurrentCall();
  const session = useSession();
  const details = useSignal(session.rooms.details(room.id));
  const away = useSignal(session.connection).state === "elsewhere";
  const entryOf = useEntry();
  const here = useCallsHere();
  if (away || details?.callRights.join === false || here === false) return null;
  return (intent) => current.join(room.id, entryOf(intent, room.kind === "direct", details?.callRights));
}
