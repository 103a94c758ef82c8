import type { MessageItem } from "@parley/matrix";
import { ShieldAlert, ShieldQuestionMark } from "lucide-react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Popover } from "../../../../ui/Popover.tsx";
import { chatStrings } from "../../strings/index.ts";
import { timelineStrings } from "./strings/index.ts";

const reasons = {
  "unverified-identity": "shieldIdentity",
  "unsigned-device": "shieldUnsigned",
  "unknown-device": "shieldUnknownDevice",
  "authenticity-not-guaranteed": "shieldBackup",
  "verification-violation": "shieldChanged",
  "mismatched-sender": "shieldMismatch",
} as const;

const isReason = (reason: string): reason is keyof typeof reasons => Object.hasOwn(reasons, reason);

type Shield = MessageItem["shield"];

function useReason(shield: Shield): string {
  const t = useStrings(chatStrings);
  const words = useStrings(timelineStrings);
  const reason = shield?.reason ?? "";
  if (reason === "not-encrypted") return words("shieldPlain");
  return t(isReason(reason) ? reasons[reason] : "shieldUnclear");
}

/** What is doubtful about a sender, in words; null: nothing is. */
export function useDoubt(shield: Shield): string | null {
  const t = useStrings(chatStrings);
  const reason = useReason(shield);
  return shield === null ? null : t(shield.colour === "red" ? "shieldRed" : "shieldGrey", { reason });
}

/** A doubt about the sender that is common and mostly harmless: a small sign behind the words, which says more. */
export function GreyShield({
  shield,
  reachable,
}: {
  readonly shield: Shield;
  /** Of all signs, Tab reaches that of the message that one is at. */
  readonly reachable: boolean;
}) {
  const t = useStrings(chatStrings);
  const reason = useReason(shield);
  if (shield?.colour !== "grey") return null;
  const words = t("shieldGrey", { reason });
  return (
    <Popover
      title={words}
      trigger={
        <button
          type="button"
          tabIndex={reachable ? 0 : -1}
          aria-label={words}
          className="ml-1 inline-grid size-5 place-items-center rounded-control align-text-bottom text-ink-3 hover:bg-hover hover:text-ink-2 touch:-my-3 touch:size-11"
        >
          <ShieldQuestionMark aria-hidden="true" className="size-3.5" strokeWidth={1.75} />
        </button>
      }
    >
      <p aria-hidden="true" className="max-w-70 text-13 text-ink-2">
        {words}
      </p>
    </Popover>
  );
}

/** A doubt about the sender that should stop the reader: in words. */
export function RedShield({ shield }: { readonly shield: Shield }) {
  const t = useStrings(chatStrings);
  const reason = useReason(shield);
  if (shield?.colour !== "red") return null;
  return (
    <span className="mt-0.5 flex items-start gap-1.5 text-13 text-danger">
      <ShieldAlert aria-hidden="true" className="mt-0.25 size-4 shrink-0" strokeWidth={1.75} />
      {t("shieldRed", { reason })}
    </span>
  );
}
