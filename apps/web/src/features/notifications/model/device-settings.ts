import { type ReadonlySignal, signal } from "@parley/kernel";

/** What is chosen for this browser alone: only it knows whether it may show and play. */
export interface DeviceSettings {
  readonly desktop: boolean;
  /** Show who wrote, where and what; else only that something is new. */
  readonly preview: boolean;
  readonly sound: boolean;
}

/** Where they are kept: `localStorage`, or a map in tests. */
export interface DeviceSettingsStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export interface DeviceSettingsHolder {
  readonly values: ReadonlySignal<DeviceSettings>;
  set(change: Partial<DeviceSettings>): void;
  /** Another tab has written to the store, under this key (null: all of it). */
  heard(key: string | null): void;
}

const storageKey = "parley.notifications";
// Nothing is raised before a person has asked for it.
const defaults: DeviceSettings = { desktop: false, preview: true, sound: true };

/** Reads and keeps them; what is not well-formed is as at first. */
export function createDeviceSettings(store: DeviceSettingsStore): DeviceSettingsHolder {
  const values = signal<DeviceSettings>({ ...defaults, ...read(store) });
  return {
    values,
    heard(key) {
      if (key === null || key === storageKey) values.value = { ...defaults, ...read(store) };
    },
    set(change) {
      values.value = { ...values.peek(), ...read(store), ...change };
      try {
        store.setItem(storageKey, JSON.stringify(values.peek()));
      } catch {
        // Storage is full or forbidden: the choice holds until the tab is closed.
      }
    },
  };
}

function read(store: DeviceSettingsStore): Partial<DeviceSettings> {
  try {
    const parsed: unknown = JSON.parse(store.getItem(storageKey) ?? "{}");
    if (typeof parsed !== "object" || parsed === null) return {};
    const raw: Readonly<Record<string, unknown>> = { ...parsed };
    const { desktop, preview, sound } = raw;
    return {
      ...(typeof desktop === "boolean" ? { desktop } : {}),
      ...(typeof preview === "boolean" ? { preview } : {}),
      ...(typeof sound === "boolean" ? { sound } : {}),
    };
  } catch {
    return {};
  }
}
