import type { GapItem } from "@parley/matrix";
import { memo, type ReactNode } from "react";
import { dayName, fullTime, useNow } from "../../../../shared/time.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { chatStrings } from "../../strings/index.ts";

function Line({ danger, children }: { readonly danger?: boolean; readonly children: ReactNode }) {
  const rule = cx("h-hair flex-1", danger ? "bg-danger opacity-50 forced:bg-canvas-text" : "bg-line");
  return (
    <div
      className={cx(
        "flex items-center gap-3 px-4 pt-4 pb-1 font-medium text-12",
        danger ? "text-danger" : "text-ink-2",
      )}
    >
      <span aria-hidden="true" className={rule} />
      {children}
      <span aria-hidden="true" className={rule} />
    </div>
  );
}

/** A new day; when what is new begins with it, it says so too. */
export const DayDivider = memo(function DayDivider({ ts, unread }: { readonly ts: number; readonly unread: boolean }) {
  const t = useStrings(chatStrings);
  const now = useNow();
  return (
    <Line danger={unread}>
      <h3 title={fullTime(ts, t.language)}>
        {dayName(ts, now, t.language)}
        {unread && <span> · {t("newMessages")}</span>}
      </h3>
    </Line>
  );
});

/** Where reading stopped. */
export const NewLine = memo(function NewLine() {
  const t = useStrings(chatStrings);
  return (
    <Line danger>
      <h3>{t("newMessages")}</h3>
    </Line>
  );
});

/** Missing events, and how to get them. */
export const Gap = memo(function Gap({
  item,
  onFill,
}: {
  readonly item: GapItem;
  readonly onFill: (key: string) => void;
}) {
  const t = useStrings(chatStrings);
  const words = { idle: t("gapIdle"), loading: t("gapLoading"), failed: t("gapFailed") };
  return (
    <div className="my-2 flex flex-wrap items-center gap-x-2 border-line border-y border-dashed py-1.5 pr-4 pl-17 text-13 text-ink-2 phone:pl-15">
      <span role={item.state === "loading" ? "status" : undefined}>{words[item.state]}</span>
      {item.state !== "loading" && (
        <button
          type="button"
          onClick={() => onFill(item.key)}
          // Its words begin where the sentence does, also where they stand under it.
          className="-ml-2 min-h-7 rounded-control px-2 font-medium text-accent hover:bg-accent-soft touch:min-h-11"
        >
          {item.state === "failed" ? t("retry") : t("loadGap")}
        </button>
      )}
    </div>
  );
});
