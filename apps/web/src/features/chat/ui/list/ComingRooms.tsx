import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { cx } from "../../../../ui/cx.ts";
import { Skeleton, useCalmWait } from "../../../../ui/Skeleton.tsx";

/** Whether what is known of rooms may be nothing because nothing has been told yet. */
export function useComing(): boolean {
  const { state } = useSignal(useSession().connection);
  return state === "starting" || state === "catching-up";
}

/** The shape of rooms: whether there are any is not known yet. */
export function ComingRooms() {
  if (!useCalmWait(true)) return null;
  return ["w-1/2", "w-1/3", "w-2/5"].map((width) => (
    <div key={width} className="flex h-16 items-center gap-3 px-4">
      <Skeleton className="size-10 shrink-0" />
      <Skeleton className={cx("h-4", width)} />
    </div>
  ));
}
