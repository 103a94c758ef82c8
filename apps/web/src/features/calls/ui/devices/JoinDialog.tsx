import type { Entry } from "@parley/calls";
import type { CallRights } from "@parley/matrix";
import { Mic, MicOff, Video, VideoOff } from "lucide-react";
import { useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import { Dialog } from "../../../../ui/Dialog.tsx";
import type { Preview, PreviewTrack } from "../../model/preview.ts";
import { Round } from "../stage/Round.tsx";
import { DevicePanel } from "./DevicePanel.tsx";
import { deviceStrings } from "./strings/index.ts";
import { usePreview } from "./use-preview.ts";

const sign = { "aria-hidden": true, className: "size-5", strokeWidth: 1.75 } as const;

/** Before joining: how one looks and is heard, with which devices, and the way in. */
export function JoinDialog({
  room,
  running,
  entry,
  rights,
  leaves,
  onJoin,
  onClose,
}: {
  /** Its name. */
  readonly room: string;
  /** Somebody is in the call already. */
  readonly running: boolean;
  /** How one would go in without asking. */
  readonly entry: Entry;
  /** What the room holds back is not offered. */
  readonly rights: CallRights | undefined;
  /** The name of the room whose call one is in until then. */
  readonly leaves: string | null;
  readonly onJoin: (entry: Entry) => void;
  readonly onClose: () => void;
}) {
  const t = useStrings(deviceStrings);
  const [microphone, setMicrophone] = useState(entry.microphone);
  const preview = usePreview({ microphone: rights?.speak !== false, camera: entry.camera });
  const join = () => {
    const camera = preview !== null && isMeant(preview.camera.peek());
    // First: some systems give a camera to one alone. What is open goes into the call.
    preview?.close(camera ? ["camera", "microphone"] : ["microphone"]);
    onJoin({ ...entry, intent: camera ? "video" : "audio", microphone, camera });
  };
  return (
    <Dialog
      open
      size="lg"
      onClose={onClose}
      title={t(running ? "joinTitle" : "startTitle", { room })}
      description={leaves === null ? t("notYet") : t("movesFrom", { room: leaves })}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button look="primary" data-call-go="" onClick={join}>
            {t(running ? "join" : "start")}
          </Button>
        </>
      }
    >
      {preview !== null && (
        <DevicePanel
          preview={preview}
          muted={!microphone}
          controls={
            <>
              {rights?.speak !== false && (
                <Round
                  label={t(microphone ? "microphoneOff" : "microphoneOn")}
                  look={microphone ? "plain" : "off"}
                  onClick={() => setMicrophone(!microphone)}
                >
                  {microphone ? <Mic {...sign} /> : <MicOff {...sign} />}
                </Round>
              )}
              {rights?.video !== false && <CameraTurn preview={preview} />}
            </>
          }
        />
      )}
    </Dialog>
  );
}

/** Open, or about to be: of one that does not open nobody says that it is on. */
const isMeant = ({ state }: PreviewTrack): boolean => state === "on" || state === "asking";

function CameraTurn({ preview }: { readonly preview: Preview }) {
  const t = useStrings(deviceStrings);
  const on = isMeant(useSignal(preview.camera));
  return (
    <Round
      label={t(on ? "cameraOff" : "cameraOn")}
      look={on ? "plain" : "off"}
      onClick={() => preview.show("camera", !on)}
    >
      {on ? <Video {...sign} /> : <VideoOff {...sign} />}
    </Round>
  );
}
