/** Devices without a call: nothing of LiveKit comes with it. */

export type { Blur } from "./contract.ts";
export type { Blurring, MakeBlur } from "./sending/blur.ts";
export { type Capture, type Captured, createCapture, type MakeNoiseFilter } from "./sending/capture.ts";
export { type DeviceFault, deviceFaultOf } from "./sending/device-faults.ts";
export { watchLevel } from "./sending/level.ts";
