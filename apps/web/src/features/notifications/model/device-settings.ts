import { createKept, type Kept, type KeptStore } from "../../../shared/kept.ts";

/** What is chosen for this browser alone: only it knows whether it may show and play. */
export interface DeviceSettings {
  readonly desktop: boolean;
  /** Show who wrote, where and what; else only that something is new. */
  readonly preview: boolean;
  readonly sound: boolean;
}

// Nothing is raised before a person has asked for it.
const defaults: DeviceSettings = { desktop: false, preview: true, sound: true };

/** Reads and keeps them; what is not well-formed is as at first. */
export const createDeviceSettings = (store: KeptStore): Kept<DeviceSettings> =>
  createKept(store, "parley.notifications", defaults, ({ desktop, preview, sound }) => ({
    ...(typeof desktop === "boolean" ? { desktop } : {}),
    ...(typeof preview === "boolean" ? { preview } : {}),
    ...(typeof sound === "boolean" ? { sound } : {}),
  }));
