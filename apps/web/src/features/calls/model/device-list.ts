import type { Capture } from "@parley/calls/devices";
import { type ReadonlySignal, signal } from "@parley/kernel";

export interface Device {
  readonly id: string;
  /** Empty until the browser lets one use such a device. */
  readonly label: string;
}

/** What there is to choose from, beside the system's choice. */
export interface DeviceList {
  readonly microphone: readonly Device[];
  readonly camera: readonly Device[];
  readonly speaker: readonly Device[];
}

export interface WatchedDevices {
  /** Null until it is known. */
  readonly list: ReadonlySignal<DeviceList | null>;
  /** Looks again: names come with the first permission. */
  look(): void;
  stop(): void;
}

/** Chromium's two names for what the system has chosen. */
const pseudo = new Set(["", "default", "communications"]);

/** Follows devices as they come and go. */
export function watchDevices(capture: Pick<Capture, "list" | "onChange">): WatchedDevices {
  const list = signal<DeviceList | null>(null);
  let stopped = false;
  const look = () => {
    capture.list().then(
      (found) => {
        if (!stopped) list.value = sorted(found);
      },
      () => {
        if (!stopped) list.value ??= { microphone: [], camera: [], speaker: [] };
      },
    );
  };
  const release = capture.onChange(look);
  look();
  return {
    list,
    look,
    stop() {
      stopped = true;
      release();
    },
  };
}

function sorted(found: readonly Pick<MediaDeviceInfo, "kind" | "deviceId" | "label">[]): DeviceList {
  const of = (wanted: MediaDeviceKind): readonly Device[] => {
    const all = found.filter(({ kind }) => kind === wanted);
    const named = all.filter(({ deviceId }) => !pseudo.has(deviceId));
    // Without permission there is one of each kind at most, without an id: it says that there is one.
    return (named.length > 0 ? named : all.slice(0, 1)).map(({ deviceId, label }) => ({ id: deviceId, label }));
  };
  return { microphone: of("audioinput"), camera: of("videoinput"), speaker: of("audiooutput") };
}
