import { createChime, newsTones, ringTones } from "../model/chime.ts";
import { createDeviceSettings } from "../model/device-settings.ts";

/** What this browser keeps, and the one way to its loudspeaker. */
export const deviceSettings = createDeviceSettings({
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
});
export const chime = createChime(() => new AudioContext(), newsTones);
export const ringTone = createChime(() => new AudioContext(), ringTones);
