import { VideoOff } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import type { Preview } from "../../model/preview.ts";
import { deviceFaults } from "./fault-words.ts";
import { deviceStrings } from "./strings/index.ts";

/** One's own picture as a mirror shows it, or why there is none. `children` stand on its lower edge. */
export function CameraPreview({ preview, children }: { readonly preview: Preview; readonly children?: ReactNode }) {
  const t = useStrings(deviceStrings);
  const now = useSignal(preview.camera);
  return (
    <div className="scheme-dark relative grid aspect-16/9 min-h-54 w-full shrink-0 place-items-center overflow-hidden rounded-card bg-stage text-ink">
      {now.state === "on" ? (
        <Picture track={now.track} label={t("preview")} />
      ) : now.state === "fault" ? (
        <div className="flex flex-col items-center gap-3 px-6 pt-4 pb-18 text-center">
          <p role="alert" className="max-w-form text-13 text-ink">
            {t(deviceFaults.camera[now.fault])}
          </p>
          <Button onClick={() => preview.show("camera", true)}>{t("tryAgain")}</Button>
        </div>
      ) : (
        <div role="status" className="flex flex-col items-center gap-2 px-6 pb-12 text-center text-13 text-ink-2">
          <VideoOff aria-hidden="true" className="size-6" strokeWidth={1.75} />
          {t(now.state === "asking" ? "cameraAsking" : "cameraIsOff")}
        </div>
      )}
      {children !== undefined && (
        <div className="absolute inset-x-0 bottom-0 flex items-center justify-center gap-3 p-3">{children}</div>
      )}
    </div>
  );
}

function Picture({ track, label }: { readonly track: MediaStreamTrack; readonly label: string }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = new MediaStream([track]);
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  return (
    <video
      ref={video}
      autoPlay
      muted
      playsInline
      aria-label={label}
      className="absolute inset-0 size-full -scale-x-100 object-cover"
    />
  );
}
