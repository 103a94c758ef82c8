import { AtSign } from "lucide-react";
import { useSession } from "../../../shared/contexts.ts";
import { useLink } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { TileButton } from "../../../ui/TileButton.tsx";
import { strings } from "../strings/index.ts";

/** How many mentions and answers wait. */
export function useWaiting(): number {
  return useSignal(useSession().notifications.inbox).items.filter(({ read }) => !read).length;
}

/** The way to what waits for me, in the rail. */
export function ActivityTile({ current }: { readonly current: boolean }) {
  const t = useStrings(strings);
  const link = useLink();
  const waiting = useWaiting();
  return (
    <TileButton
      {...link({ at: "activity" })}
      data-stop=""
      label={waiting > 0 ? t("activityCount", { n: waiting }) : t("activity")}
      current={current}
      unread={waiting > 0}
    >
      <AtSign aria-hidden="true" className="size-5" strokeWidth={1.75} />
    </TileButton>
  );
}
