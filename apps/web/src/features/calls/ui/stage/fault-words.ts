import type { CallFault, OwnTrack } from "@parley/calls";
import type { stageStrings } from "./strings/index.ts";

type Key = keyof typeof stageStrings.en;

const legs = {
  membership: "faultMembership",
  token: "faultToken",
  signalling: "faultSignalling",
  media: "faultMedia",
  keys: "faultKeys",
} as const satisfies Record<CallFault["leg"], Key>;

/** The sentence for what broke on the way into a call: what, what is safe, what to do. */
export function faultKey({ leg, code }: CallFault): (typeof legs)[keyof typeof legs] | FaultOfCode {
  if (code === "full") return "faultFull";
  if (code === "starting") return "faultStarting";
  if (code === "unsupported") return "faultUnsupported";
  if (code !== "forbidden") return legs[leg];
  return leg === "membership" ? "faultForbidden" : leg === "token" ? "faultTokenForbidden" : legs[leg];
}

type FaultOfCode = "faultFull" | "faultStarting" | "faultUnsupported" | "faultForbidden" | "faultTokenForbidden";

/** The same for one's own devices. */
export const trackFaults = {
  microphone: {
    blocked: "microphoneBlocked",
    missing: "microphoneMissing",
    "in-use": "microphoneInUse",
    gone: "microphoneGone",
    another: "microphoneAnother",
    forbidden: "microphoneForbidden",
    moderated: "microphoneModerated",
    // Of cameras alone.
    unblurred: "microphoneUnexpected",
    unexpected: "microphoneUnexpected",
  },
  camera: {
    blocked: "cameraBlocked",
    missing: "cameraMissing",
    "in-use": "cameraInUse",
    gone: "cameraGone",
    another: "cameraAnother",
    forbidden: "cameraForbidden",
    moderated: "cameraModerated",
    unblurred: "cameraUnblurred",
    unexpected: "cameraUnexpected",
  },
  screen: {
    blocked: "screenBlocked",
    missing: "screenMissing",
    "in-use": "screenInUse",
    gone: "screenGone",
    another: "screenAnother",
    forbidden: "screenForbidden",
    moderated: "screenModerated",
    unblurred: "screenUnexpected",
    unexpected: "screenUnexpected",
  },
} as const satisfies Record<"microphone" | "camera" | "screen", Record<NonNullable<OwnTrack["fault"]>, Key>>;
