import type { MessageItem, SendFailure, SendState } from "@parley/matrix";
import { CircleAlert, Clock } from "lucide-react";
import { useContext, useEffect, useState } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { chatStrings } from "../../strings/index.ts";
import { ChatWorldContext } from "../world.ts";
import { useMessageRoom } from "./actions.ts";

/** A message shows its clock only when it takes longer than this. */
const clockAfterMs = 1_000;

const failures: Record<
  SendFailure,
  | "failedForbidden"
  | "failedTooLarge"
  | "failedNotInRoom"
  | "failedEncryption"
  | "failedUncertain"
  | "failedRejected"
  | "failedFileLost"
> = {
  forbidden: "failedForbidden",
  "too-large": "failedTooLarge",
  "not-in-room": "failedNotInRoom",
  encryption: "failedEncryption",
  uncertain: "failedUncertain",
  rejected: "failedRejected",
  "file-lost": "failedFileLost",
};

/** Whether a message has been on its way for a second. */
function useOverdue(send: SendState | null): boolean {
  const { clock } = useContext(ChatWorldContext);
  const since = send === null || send.state === "failed" ? null : send.since;
  const [overdue, setOverdue] = useState(false);
  useEffect(() => {
    if (since === null) {
      setOverdue(false);
      return;
    }
    const rest = since + clockAfterMs - clock.now();
    if (rest <= 0) {
      setOverdue(true);
      return;
    }
    return clock.after(rest, () => setOverdue(true));
  }, [clock, since]);
  return overdue;
}

/** A message of one's own that failed, or the removal of one: in words, with both ways on. */
export function SendFault({ item }: { readonly item: MessageItem }) {
  const t = useStrings(chatStrings);
  const { actions } = useMessageRoom();
  if (item.send?.state !== "failed") return null;
  const removal = item.send.removal === true;
  const action =
    "min-h-6 rounded-control px-1.5 font-medium underline decoration-line-control underline-offset-4 hover:decoration-current touch:min-h-11";
  return (
    <div role="alert" className="mt-0.5 flex flex-wrap items-center gap-x-3 text-13 text-ink">
      <span className="flex min-w-0 items-start gap-1.5 text-danger">
        <CircleAlert aria-hidden="true" className="mt-0.25 size-4 shrink-0" strokeWidth={1.75} />
        {t(removal ? "failedRemoval" : failures[item.send.reason])}
      </span>
      <span className="-mx-1.5 flex gap-1.5">
        <button type="button" className={action} onClick={() => actions.retry(item)}>
          {t("retry")}
        </button>
        <button type="button" className={action} onClick={() => actions.discard(item)}>
          {t(removal ? "keepMessage" : "discard")}
        </button>
      </span>
    </div>
  );
}

/** A clock behind a message that has been on its way for a second. */
export function SendClock({ send }: { readonly send: SendState | null }) {
  const t = useStrings(chatStrings);
  const overdue = useOverdue(send);
  if (send === null || !overdue) return null;
  const label = send.state === "queued" ? t("queued") : t("sending");
  return (
    <span className="ml-1.5 inline-flex align-text-bottom" title={label}>
      <Clock aria-hidden="true" className="size-4 text-ink-2" strokeWidth={1.75} />
      <span className="sr-only">{label}</span>
    </span>
  );
}
