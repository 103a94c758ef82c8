import { useSession } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { type Attention, attentionOf } from "../model/counts.ts";
import { mirrored } from "../model/mirrored.ts";

/** What calls from outside the page: as the list says, or the tab in which the client runs. */
export function useAttention(): Attention {
  const own = attentionOf(useSignal(useSession().rooms.list));
  return useSignal(mirrored) ?? own;
}
