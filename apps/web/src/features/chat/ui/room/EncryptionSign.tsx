import type { RoomSummary } from "@parley/matrix";
import { Lock, LockOpen } from "lucide-react";
import { useSession } from "../../../../shared/contexts.ts";
import { useLink } from "../../../../shared/navigation.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { Popover } from "../../../../ui/Popover.tsx";
import { chatStrings } from "../../strings/index.ts";

/** Whether the room is encrypted, and what that means. */
export function EncryptionSign({ room }: { readonly room: RoomSummary }) {
  const t = useStrings(chatStrings);
  const link = useLink();
  const encryption = useSignal(useSession().encryption.state);
  const Sign = room.encrypted ? Lock : LockOpen;
  const tone = room.encrypted ? "text-good" : "text-warn";
  const title = room.encrypted ? t("encryptedTitle") : t("plainTitle");
  return (
    <Popover
      title={title}
      trigger={
        <button
          type="button"
          aria-label={room.encrypted ? t("encryptedSign") : t("plainSign")}
          className={cx(
            "grid size-7 shrink-0 place-items-center rounded-control hover:bg-hover touch:-mx-1 touch:-my-3 touch:size-11",
            tone,
          )}
        >
          <Sign aria-hidden="true" className="size-4" strokeWidth={1.75} />
        </button>
      }
    >
      <div className="flex max-w-70 gap-2.5">
        <Sign aria-hidden="true" className={cx("mt-0.5 size-4 shrink-0", tone)} strokeWidth={1.75} />
        <div className="min-w-0">
          <p aria-hidden="true" className="font-semibold text-14">
            {title}
          </p>
          <p className="mt-0.5 text-13 text-ink-2">{t(room.encrypted ? "encryptedHint" : "plainHint")}</p>
          {room.encrypted && encryption.state === "needs-recovery" && (
            <p className="mt-2 text-13 text-ink-2">
              {t("needsRecoveryHint")}{" "}
              <a {...link({ at: "recovery" })} className="font-medium text-accent underline underline-offset-2">
                {t("enterRecovery")}
              </a>
            </p>
          )}
        </div>
      </div>
    </Popover>
  );
}
