import { computed } from "@parley/kernel";
import { Pencil } from "lucide-react";
import { useMemo } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { chatStrings } from "../../strings/index.ts";

/** Words wait in a room to be sent. */
export function DraftMark({ roomId }: { readonly roomId: string }) {
  const t = useStrings(chatStrings);
  const { rooms } = useSession().drafts;
  // Only this row is drawn again when something is begun or sent.
  const waits = useSignal(useMemo(() => computed(() => rooms.value.has(roomId)), [rooms, roomId]));
  if (!waits) return null;
  return (
    <span title={t("draftMark")} className="shrink-0 text-ink-2">
      <Pencil aria-hidden="true" className="size-4" strokeWidth={1.75} />
      <span className="sr-only">{t("draftMark")}</span>
    </span>
  );
}
