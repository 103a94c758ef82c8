import type { SendState } from "@parley/matrix";
import { Clock } from "lucide-react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { chatStrings } from "../../strings/index.ts";
import { useOverdue } from "./use-overdue.ts";

/** A message shows its clock only when it takes longer than this. */
const clockAfterMs = 1_000;

/** A clock behind a message that has been on its way for a second. */
export function SendClock({ send }: { readonly send: SendState | null }) {
  const t = useStrings(chatStrings);
  const overdue = useOverdue(send, clockAfterMs);
  if (send === null || !overdue) return null;
  const label = send.state === "queued" ? t("queued") : t("sending");
  return (
    <span className="ml-1.5 inline-flex align-text-bottom" title={label}>
      <Clock aria-hidden="true" className="size-4 text-ink-2" strokeWidth={1.75} />
      <span className="sr-only">{label}</span>
    </span>
  );
}
