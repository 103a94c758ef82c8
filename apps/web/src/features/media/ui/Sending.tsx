import type { MessageItem } from "@parley/matrix";
import { X } from "lucide-react";
import { useMemo } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { cx } from "../../../ui/cx.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { mediaStrings } from "../strings/index.ts";
import { ProgressRing } from "./Progress.tsx";

/** Whether an own message's files are still here. */
export function useSending(item: MessageItem): { readonly waits: boolean; readonly share: number | null } {
  const { files } = useSession();
  const share = useSignal(useMemo(() => files.progress(item.key), [files, item.key]));
  const here = item.body.type === "media" && item.body.source?.at === "here";
  return { waits: here && item.send !== null && item.send.state !== "failed", share };
}

/** A picture of fewer pixels has no room for what is said over it. */
const leastOver = 208;

/** Where it is said of a picture how far it is on its way. */
export const placeOn = (width: number): "over" | "below" => (width < leastOver ? "below" : "over");

/** How far a file is on its way, and the way to take it back: in its card, or over its picture or below it. */
export function Sending({
  item,
  onCancel,
  place = "card",
}: {
  readonly item: MessageItem;
  readonly onCancel: () => void;
  readonly place?: "card" | "over" | "below";
}) {
  const t = useStrings(mediaStrings);
  const { waits, share } = useSending(item);
  if (!waits) return null;
  const percent = new Intl.NumberFormat(t.language, { style: "percent" });
  const label = share === null ? t("waiting") : t("sendingShare", { share: percent.format(share) });
  return (
    <div
      className={cx(
        "flex items-center gap-2 text-13 text-ink",
        place === "over" && "scheme-dark absolute inset-x-2 bottom-2 rounded-control bg-float/90 py-1 pr-1 pl-2",
      )}
    >
      <ProgressRing share={share} label={label} />
      {place !== "card" && (
        <span aria-hidden="true" className={cx("min-w-0 truncate tabular-nums", place === "over" && "flex-1")}>
          {label}
        </span>
      )}
      <IconButton
        size="sm"
        label={t("cancelSend")}
        icon={<X aria-hidden="true" className="size-4" strokeWidth={1.75} />}
        onClick={onCancel}
      />
    </div>
  );
}
