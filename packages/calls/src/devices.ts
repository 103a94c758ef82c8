/** Devices without a call: nothing of LiveKit comes with it. */
export { type Capture, type Captured, createCapture, type MakeNoiseFilter } from "./sending/capture.ts";
