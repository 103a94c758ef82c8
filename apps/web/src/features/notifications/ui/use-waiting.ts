import { useSession } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";

/** How many mentions and answers wait. */
export function useWaiting(): number {
  return useSignal(useSession().notifications.inbox).items.filter(({ read }) => !read).length;
}
