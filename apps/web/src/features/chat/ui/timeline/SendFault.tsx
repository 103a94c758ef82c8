import type { MessageItem, SendFailure, SendState } from "@parley/matrix";
import { CircleAlert } from "lucide-react";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { chatStrings } from "../../strings/index.ts";
import { faultStrings } from "../fault/strings/index.ts";
import { useMessageRoom } from "./actions.ts";
import { useOverdue } from "./use-overdue.ts";

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

const line = "mt-0.5 flex flex-wrap items-center gap-x-3 text-13";
const action =
  "min-h-6 rounded-control px-1.5 font-medium underline decoration-line-control underline-offset-4 hover:decoration-current touch:min-h-11";

/** A message of one's own that failed or is not taken, or the removal of one: in words, with the ways on. */
export function SendFault({ item }: { readonly item: MessageItem }) {
  const t = useStrings(chatStrings);
  const words = useStrings(faultStrings);
  const { actions } = useMessageRoom();
  const { send } = item;
  if (send?.state === "queued" && send.refused) return <NotTaken item={item} send={send} />;
  if (send?.state !== "failed") return null;
  const removal = send.removal === true;
  return (
    <div role="alert" className={cx(line, "text-ink")}>
      <span className="flex min-w-0 items-start gap-1.5 text-danger">
        <CircleAlert aria-hidden="true" className="mt-0.25 size-4 shrink-0" strokeWidth={1.75} />
        {words(removal ? "failedRemoval" : failures[send.reason])}
      </span>
      <span className="-mx-1.5 flex gap-1.5">
        <button type="button" className={action} onClick={() => actions.retry(item)}>
          {t("retry")}
        </button>
        <button type="button" className={action} onClick={() => actions.discard(item)}>
          {removal ? words("keepMessage") : t("discard")}
        </button>
      </span>
    </div>
  );
}

/** Without a connection this is said once, above everything. */
function NotTaken({ item, send }: { readonly item: MessageItem; readonly send: SendState }) {
  const t = useStrings(chatStrings);
  const words = useStrings(faultStrings);
  const { actions } = useMessageRoom();
  const { state } = useSignal(useSession().connection);
  if (!useOverdue(send, wordsAfterMs) || state !== "online") return null;
  return (
    <div role="status" className={cx(line, "text-ink-2")}>
      {words("notTaken")}
      <button type="button" className={cx(action, "-mx-1.5 text-ink")} onClick={() => actions.retry(item)}>
        {t("retry")}
      </button>
    </div>
  );
}
