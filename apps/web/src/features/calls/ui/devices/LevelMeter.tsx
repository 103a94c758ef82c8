import { useEffect, useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { BannerAction } from "../../../../ui/Banner.tsx";
import type { Preview } from "../../model/preview.ts";
import { deviceFaults } from "./fault-words.ts";
import { deviceStrings } from "./strings/index.ts";

/** Below it nothing is heard but the device's own hiss. */
const heard = 0.12;
const silentMs = 8000;

/** How loud one's microphone is, or why it is not heard. */
export function LevelMeter({ preview, muted }: { readonly preview: Preview; readonly muted: boolean }) {
  const t = useStrings(deviceStrings);
  const now = useSignal(preview.microphone);
  if (now.state === "off") return null;
  if (now.state === "fault") {
    return (
      <p role="alert" className="mt-2 text-13 text-danger">
        {t(deviceFaults.microphone[now.fault])}
        <span className="-ml-2 block">
          <BannerAction onClick={() => preview.show("microphone", true)}>{t("tryAgain")}</BannerAction>
        </span>
      </p>
    );
  }
  return <Level preview={preview} asking={now.state === "asking"} muted={muted} />;
}

function Level({
  preview,
  asking,
  muted,
}: {
  readonly preview: Preview;
  readonly asking: boolean;
  readonly muted: boolean;
}) {
  const t = useStrings(deviceStrings);
  const level = useSignal(preview.level);
  const silent = useSilent(level < heard && !asking);
  const percent = Math.round(level * 100);
  return (
    <div className="mt-2">
      <meter className="sr-only" aria-label={t("level")} max={100} value={percent} />
      <div aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-track forced:border">
        <div data-level={percent} className="h-full rounded-full bg-good" style={{ width: `${percent}%` }} />
      </div>
      <p role="status" className="mt-1.5 text-12 text-ink-2">
        {t(asking ? "microphoneAsking" : silent ? "silent" : muted ? "levelMuted" : "levelHint")}
      </p>
    </div>
  );
}

/** Whether it has been so for a while. */
function useSilent(quiet: boolean): boolean {
  const [silent, setSilent] = useState(false);
  useEffect(() => {
    if (!quiet) {
      setSilent(false);
      return;
    }
    const timer = setTimeout(() => setSilent(true), silentMs);
    return () => clearTimeout(timer);
  }, [quiet]);
  return silent;
}
