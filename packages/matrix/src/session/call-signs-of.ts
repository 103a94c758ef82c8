import type { CallSigns } from "../contract/call-signs.ts";
import type { ClientRun } from "./client-run.ts";

/** As the session's other parts; what it takes is loaded with the first call. */
export function callSignsOf(current: () => ClientRun): CallSigns {
  return {
    async open(roomId) {
      const { handle, calls } = current();
      const { openCallSigns } = await import("../rtc/call-signs.ts");
      return openCallSigns(handle, calls.of(roomId), roomId);
    },
  };
}
