import type { MessageItem, UndecryptableReason } from "@parley/matrix";
import { KeyRound } from "lucide-react";
import { memo, useState } from "react";
import { useLink } from "../../../../shared/navigation.ts";
import { fullTime } from "../../../../shared/time.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { chatStrings } from "../../strings/index.ts";
import { Message } from "./Message.tsx";

const sentences = {
  "before-joined": "lockedBeforeJoined",
  "needs-recovery": "lockedNeedsRecovery",
  "waiting-for-key": "lockedWaiting",
  withheld: "lockedWithheld",
  "not-in-backup": "lockedNotInBackup",
  unknown: "lockedUnknown",
} as const;

const action =
  "inline-flex min-h-6 items-center rounded-control font-medium text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-current touch:min-h-11";

/** Messages in a row that cannot be read, as one line; each can still be reached. */
export const Locked = memo(function Locked({
  items,
  reason,
}: {
  readonly items: readonly MessageItem[];
  readonly reason: UndecryptableReason;
}) {
  const t = useStrings(chatStrings);
  const link = useLink();
  const [open, setOpen] = useState(false);
  const [first, last] = [items[0], items.at(-1)];
  const span = [first, last].map((item) => (item === undefined ? "" : fullTime(item.ts, t.language))).join(" – ");
  return (
    <>
      <p title={span} className="mt-group flex items-baseline gap-2 py-0.5 pr-4 pl-17 text-14 text-ink-2 phone:pl-15">
        <KeyRound aria-hidden="true" className="size-4 shrink-0 self-start translate-y-0.5" strokeWidth={1.75} />
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          {t(sentences[reason], { n: items.length })}
          {reason === "needs-recovery" && (
            <a {...link({ at: "recovery" })} className={action}>
              {t("enterRecovery")}
            </a>
          )}
          <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className={action}>
            {open ? t("hideLocked") : t("showLocked")}
          </button>
        </span>
      </p>
      {open && items.map((item) => <Message key={item.key} item={item} head active={false} flashed={false} />)}
    </>
  );
});
