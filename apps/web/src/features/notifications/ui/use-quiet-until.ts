import { useSession } from "../../../shared/contexts.ts";
import { useNow } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { quietUntil } from "../model/quiet.ts";

/** Until when nothing is raised; null: it is not quiet. */
export function useQuietUntil(): number | null {
  return quietUntil(useSignal(useSession().notifications.doNotDisturb), useNow());
}
