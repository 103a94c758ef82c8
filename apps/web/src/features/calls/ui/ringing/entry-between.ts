import type { Entry } from "@parley/calls";
import type { CallIntent } from "@parley/matrix";

/** Between two, and in answer to a ring, the microphone is open. */
export const entryBetween = (intent: CallIntent): Entry => ({
  intent,
  microphone: true,
  camera: intent === "video",
});
