import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import type { Preview } from "../../model/preview.ts";
import { DevicePanel } from "./DevicePanel.tsx";
import { deviceStrings } from "./strings/index.ts";
import { usePreview } from "./use-preview.ts";

/** A phone of Apple's takes the microphone from the call when another part of the page opens it. */
const oneMicrophone = (): boolean => /iPhone|iPad/u.test(navigator.userAgent);

/** Devices with their test: the microphone's level, at once where it is asked for, and the camera when one wants it. */
export function DeviceTest({ listens }: { readonly listens: boolean }) {
  const preview = usePreview({ microphone: listens && !oneMicrophone(), camera: false });
  if (preview === null) return null;
  return <DevicePanel preview={preview} controls={<Tests preview={preview} />} />;
}

function Tests({ preview }: { readonly preview: Preview }) {
  const t = useStrings(deviceStrings);
  const camera = useSignal(preview.camera).state !== "off";
  const microphone = useSignal(preview.microphone).state !== "off";
  return (
    <>
      <Button onClick={() => preview.show("microphone", !microphone)}>
        {t(microphone ? "hideMicrophone" : "showMicrophone")}
      </Button>
      <Button onClick={() => preview.show("camera", !camera)}>{t(camera ? "hideCamera" : "showCamera")}</Button>
    </>
  );
}
