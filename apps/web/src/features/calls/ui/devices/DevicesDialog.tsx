import { useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import { Dialog } from "../../../../ui/Dialog.tsx";
import { DeviceTest } from "./DeviceTest.tsx";
import { deviceStrings } from "./strings/index.ts";

/** In a call: devices with their test. What is chosen goes into the call at once. */
export function DevicesDialog({
  listens,
  onClose,
}: {
  /** Opens the microphone by itself. */
  readonly listens: boolean;
  readonly onClose: () => void;
}) {
  const t = useStrings(deviceStrings);
  return (
    <Dialog
      open
      size="lg"
      onClose={onClose}
      title={t("title")}
      actions={
        <Button look="primary" onClick={onClose}>
          {t("done")}
        </Button>
      }
    >
      <DeviceTest listens={listens} />
    </Dialog>
  );
}
