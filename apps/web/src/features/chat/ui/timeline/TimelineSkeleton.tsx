import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { Skeleton } from "../../../../ui/Skeleton.tsx";
import { chatStrings } from "../../strings/index.ts";

/** The shape of messages, for a first look that takes longer than 300 ms. */
export function TimelineSkeleton() {
  const t = useStrings(chatStrings);
  return (
    <div role="status" className="flex flex-1 flex-col justify-end gap-6 p-4">
      <span className="sr-only">{t("opening")}</span>
      {["w-2/5", "w-3/5", "w-1/3", "w-1/2"].map((width) => (
        <div key={width} className="flex gap-3">
          <Skeleton className="size-10 shrink-0 rounded-full" />
          <div className="flex flex-1 flex-col gap-2 pt-1">
            <Skeleton className="h-3.5 w-30" />
            <Skeleton className={cx("h-3.5", width)} />
          </div>
        </div>
      ))}
    </div>
  );
}
