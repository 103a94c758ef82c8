import { RefreshCw } from "lucide-react";
import { useContext, useState } from "react";
import { useRoomOfCall } from "../../shared/call-slots.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { useTask } from "../../shared/use-task.ts";
import { Banner, BannerAction } from "../../ui/Banner.tsx";
import { strings } from "../strings/index.ts";
import { UpdatesContext } from "../updates-context.ts";

/** What opening it does: drafts stay, a call does not. */
const words = {
  waiting: { alone: "updateWaiting", inCall: "updateWaitingCall" },
  replaced: { alone: "updateReplaced", inCall: "updateReplacedCall" },
} as const;

/** A newer version is there: when it is opened is the person's choice. */
export function UpdateBanner() {
  const t = useStrings(strings);
  const updates = useContext(UpdatesContext);
  const state = useSignal(updates.state);
  const inCall = useRoomOfCall() !== null;
  const update = useTask(() => updates.apply());
  // Until Parley is opened the next time; a page that another tab has left behind may not work for long.
  const [later, setLater] = useState(false);
  if (state === "none" || (later && state === "waiting")) return null;
  return (
    <Banner
      tone="info"
      icon={<RefreshCw className="size-4" strokeWidth={1.75} />}
      actions={
        update.running ? (
          <span className="px-2">{t("updating")}</span>
        ) : (
          <>
            <BannerAction onClick={() => void update.run()}>
              {state === "waiting" ? t("updateNow") : t("updateReload")}
            </BannerAction>
            {state === "waiting" && <BannerAction onClick={() => setLater(true)}>{t("updateLater")}</BannerAction>}
          </>
        )
      }
    >
      {t(words[state][inCall ? "inCall" : "alone"])}
    </Banner>
  );
}
