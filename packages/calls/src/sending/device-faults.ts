/** `blocked`: the browser or the person said no; `missing`: there is no such device; `unblurred`: the blur does not work. */
export type DeviceFault = "blocked" | "missing" | "in-use" | "unblurred" | "unexpected";

/** Why a camera, microphone or screen is not there. Source: Media Capture and Streams, `getUserMedia`. */
export function deviceFaultOf(thrown: unknown): DeviceFault {
  switch (thrown instanceof Error ? thrown.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "blocked";
    case "NotFoundError":
    case "OverconstrainedError":
    case "DevicesNotFoundError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "in-use";
    case "BlurFault":
      return "unblurred";
    default:
      return "unexpected";
  }
}
