import { computed } from "@parley/kernel";
import { useMemo } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { followedInbox } from "../model/counts.ts";

/** How many mentions and answers wait. */
export function useWaiting(): number {
  const { notifications, rooms } = useSession();
  const { items } = useSignal(notifications.inbox);
  const waiting = useMemo(
    () => computed(() => followedInbox(items, rooms.list.value).filter(({ read }) => !read).length),
    [items, rooms],
  );
  return useSignal(waiting);
}
