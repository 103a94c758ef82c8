import type { Call, OwnTrack } from "@parley/calls";
import type { ReadonlySignal } from "@parley/kernel";
import { Volume2, WifiOff } from "lucide-react";
import { useState } from "react";
import { duration, useNow } from "../../../../shared/time.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Banner, BannerAction } from "../../../../ui/Banner.tsx";
import type { GoingState } from "../../model/current-call.ts";
import { deviceChoices } from "../devices/choices.ts";
import { trackFaults } from "./fault-words.ts";
import { stageStrings } from "./strings/index.ts";

/** What is to be known of a call that runs: above its controls, one line each. */
export function StageNotes({ call, state }: { readonly call: Call; readonly state: GoingState }) {
  return (
    <div className="flex shrink-0 flex-col gap-2 px-2 pt-2 empty:hidden">
      {state.state === "reconnecting" && <Reconnecting since={state.since} />}
      <Silenced call={call} />
      <TrackNote name="microphone" track={call.microphone} />
      <TrackNote name="camera" track={call.camera} />
      <BlurNote call={call} />
      <TrackNote name="screen" track={call.screen} />
    </div>
  );
}

function Reconnecting({ since }: { readonly since: number }) {
  const t = useStrings(stageStrings);
  const now = useNow("second");
  return (
    <Banner shape="card" live="off" icon={<WifiOff className="size-4" strokeWidth={1.75} />}>
      {/* Said once, not each second. */}
      <span aria-hidden="true">{t("reconnecting", { time: duration(Math.max(1000, now - since), t.language) })}</span>
      <span role="status" className="sr-only">
        {t("miniReconnecting")}
      </span>
    </Banner>
  );
}

function Silenced({ call }: { readonly call: Call }) {
  const t = useStrings(stageStrings);
  if (!useSignal(call.silenced)) return null;
  return (
    <Banner
      shape="card"
      live="assertive"
      icon={<Volume2 className="size-4" strokeWidth={1.75} />}
      actions={<BannerAction onClick={() => void call.unsilence()}>{t("unsilence")}</BannerAction>}
    >
      {t("silenced")}
    </Banner>
  );
}

/** Measured while it runs: a face in jerks is worse than a room that is seen. */
function BlurNote({ call }: { readonly call: Call }) {
  const t = useStrings(stageStrings);
  const [dismissed, setDismissed] = useState(false);
  if (useSignal(call.blur) !== "slow" || dismissed) return null;
  return (
    <Banner
      shape="card"
      actions={
        <>
          <BannerAction onClick={() => setDismissed(true)}>{t("dismiss")}</BannerAction>
          <BannerAction onClick={() => deviceChoices.set({ blur: "off" })}>{t("blurStop")}</BannerAction>
        </>
      }
    >
      {t("blurSlow")}
    </Banner>
  );
}

function TrackNote({
  name,
  track,
}: {
  readonly name: keyof typeof trackFaults;
  readonly track: ReadonlySignal<OwnTrack>;
}) {
  const t = useStrings(stageStrings);
  const now = useSignal(track);
  const [dismissed, setDismissed] = useState<OwnTrack | null>(null);
  // Another try that fails is told anew.
  if (now.fault === null || now === dismissed) return null;
  return (
    <Banner shape="card" actions={<BannerAction onClick={() => setDismissed(now)}>{t("dismiss")}</BannerAction>}>
      {t(trackFaults[name][now.fault])}
    </Banner>
  );
}
