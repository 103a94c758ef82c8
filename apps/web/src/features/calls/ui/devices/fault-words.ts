import type { DeviceFault } from "@parley/calls/devices";
import type { deviceStrings } from "./strings/index.ts";

type Key = keyof typeof deviceStrings.en;

/** The sentence for a device that cannot be used: what, and what to do. */
export const deviceFaults = {
  microphone: {
    blocked: "microphoneBlocked",
    missing: "microphoneMissing",
    "in-use": "microphoneInUse",
    gone: "microphoneGone",
    // Of cameras alone.
    unblurred: "microphoneUnexpected",
    unexpected: "microphoneUnexpected",
  },
  camera: {
    blocked: "cameraBlocked",
    missing: "cameraMissing",
    "in-use": "cameraInUse",
    gone: "cameraGone",
    unblurred: "cameraUnblurred",
    unexpected: "cameraUnexpected",
  },
} as const satisfies Record<"microphone" | "camera", Record<DeviceFault | "gone", Key>>;
