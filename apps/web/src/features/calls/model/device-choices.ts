import type { Blur, EntryDevices } from "@parley/calls";
import { createKept, type Kept, type KeptStore } from "../../../shared/kept.ts";

/** A key by its place on the keyboard (`code`), with what stands on it. */
export interface TalkKey {
  readonly code: string;
  readonly label: string;
}

/** What is chosen for calls on this device. Devices by the browser's ids; empty: the system's choice. */
export interface DeviceChoices {
  readonly microphone: string;
  readonly camera: string;
  readonly speaker: string;
  /** Hold noise back from the microphone. */
  readonly noiseFilter: boolean;
  /** How far what is behind oneself is blurred. */
  readonly blur: Blur;
  /** Held down, it opens the microphone; null: none does. */
  readonly talkKey: TalkKey | null;
}

const defaults: DeviceChoices = {
  microphone: "",
  camera: "",
  speaker: "",
  noiseFilter: false,
  blur: "off",
  talkKey: null,
};
/** Longer than any id that browsers make, in characters. */
const longest = 200;

/** Reads and keeps them; what is not well-formed is as at first. */
export const createDeviceChoices = (store: KeptStore): Kept<DeviceChoices> =>
  createKept(store, "parley.devices", defaults, (raw) => {
    const { microphone, camera, speaker, noiseFilter, blur } = raw;
    const talkKey = readKey(raw.talkKey);
    return {
      ...(isShort(microphone) ? { microphone } : {}),
      ...(isShort(camera) ? { camera } : {}),
      ...(isShort(speaker) ? { speaker } : {}),
      ...(typeof noiseFilter === "boolean" ? { noiseFilter } : {}),
      ...(blur === "light" || blur === "strong" ? { blur } : {}),
      ...(talkKey === undefined ? {} : { talkKey }),
    };
  });

/** The same as a call takes it. */
export function entryDevices({ microphone, camera, speaker, noiseFilter, blur }: DeviceChoices): EntryDevices {
  return {
    ...(microphone === "" ? {} : { microphone }),
    ...(camera === "" ? {} : { camera }),
    ...(speaker === "" ? {} : { speaker }),
    noiseFilter,
    blur,
  };
}

const isShort = (value: unknown): value is string => typeof value === "string" && value.length <= longest;

function readKey(value: unknown): TalkKey | null | undefined {
  if (value === null) return null;
  if (typeof value !== "object") return undefined;
  const { code, label }: { code?: unknown; label?: unknown } = { ...value };
  return isShort(code) && code !== "" && isShort(label) && label !== "" ? { code, label } : undefined;
}
