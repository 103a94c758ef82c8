import type { MessageItem, SendFailure, SendState } from "@parley/matrix";
import { CircleAlert, Clock } from "lucide-react";
import { useContext, useEffect, useState } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { chatStrings } from "../../strings/index.ts";
import { ChatWorldContext } from "../world.ts";
import { useMessageRoom } from "./actions.ts";

/** A message shows its clock only when it takes longer than this. */
const clockAfterMs = 1_000;
/** What the homeserver does not take for so long says in words what it waits for. */
const wordsAfterMs = 10_000;

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

/** Whether a message has been on its way for so long. */
function useOverdue(send: SendState | null, afterMs: number): boolean {
  const { clock } = useContext(ChatWorldContext);
  const since = send === null || send.state === "failed" ? null : send.since;
  const [overdue, setOverdue] = useState(false);
  useEffect(() => {
    if (since === null) {
      setOverdue(false);
      return;
    }
    const rest = since + afterMs - clock.now();
    if (rest <= 0) {
      setOverdue(true);
      return;
    }
    return clock.after(rest, () => setOverdue(true));
  }, [clock, since, afterMs]);
  return overdue;
}

const line = "mt-0.5 flex flex-wrap items-center gap-x-3 text-13";
const action =
  "min-h-6 rounded-control px-1.5 font-medium underline decoration-line-control underline-offset-4 hover:decoration-current touch:min-h-11";

/** A message of one's own that failed or is not taken, or the removal of one: in words, with the ways on. */
export function SendFault({ item }: { readonly item: MessageItem }) {
  const t = useStrings(chatStrings);
  const { actions } = useMessageRoom();
  const { send } = item;
  if (send?.state === "queued" && send.refused) return <NotTaken item={item} send={send} />;
  if (send?.state !== "failed") return null;
  const removal = send.removal === true;
  return (
    <div role="alert" className={cx(line, "text-ink")}>
      <span className="flex min-w-0 items-start gap-1.5 text-danger">
        <CircleAlert aria-hidden="true" className="mt-0.25 size-4 shrink-0" strokeWidth={1.75} />
        {t(removal ? "failedRemoval" : failures[send.reason])}
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

/** Without a connection this is said once, above everything. */
function NotTaken({ item, send }: { readonly item: MessageItem; readonly send: SendState }) {
  const t = useStrings(chatStrings);
  const { actions } = useMessageRoom();
  const { state } = useSignal(useSession().connection);
  if (!useOverdue(send, wordsAfterMs) || state !== "online") return null;
  return (
    <div role="status" className={cx(line, "text-ink-2")}>
      {t("notTaken")}
      <button type="button" className={cx(action, "-mx-1.5 text-ink")} onClick={() => actions.retry(item)}>
        {t("retry")}
      </button>
    </div>
  );
}

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
