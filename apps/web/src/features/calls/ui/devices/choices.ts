import { useSignal } from "../../../../shared/use-signal.ts";
import { createDeviceChoices, type DeviceChoices } from "../../model/device-choices.ts";

/** What is chosen for calls in this browser. */
export const deviceChoices = createDeviceChoices(localStorage);
window.addEventListener("storage", ({ key }) => deviceChoices.heard(key));

export const useDeviceChoices = (): DeviceChoices => useSignal(deviceChoices.values);
