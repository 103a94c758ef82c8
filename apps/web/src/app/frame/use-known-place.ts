import { useSession } from "../../shared/contexts.ts";
import type { Place } from "../../shared/navigation.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useCalmWait } from "../../ui/Skeleton.tsx";

/** The place that is shown for the one that is named: a server that one is not in is what its link leads to. */
export function useKnownPlace(named: Place): Place {
  const session = useSession();
  const list = useSignal(session.rooms.list);
  const { state } = useSignal(session.connection);
  const spaceId = named.at === "space" && named.roomId === undefined ? named.spaceId : null;
  const unknown =
    spaceId !== null && state !== "starting" && ![...list.spaces, ...list.invites].some(({ id }) => id === spaceId);
  // Right after a join the list is behind.
  const lost = useCalmWait(unknown);
  return lost && unknown ? { at: "join", target: spaceId } : named;
}
