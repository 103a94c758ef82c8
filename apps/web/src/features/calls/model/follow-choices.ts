import type { Call } from "@parley/calls";
import { effect, type ReadonlySignal, untracked } from "@parley/kernel";
import type { DeviceChoices } from "./device-choices.ts";

/** A call uses what is chosen on this device, also when another is chosen while it runs. Ends with the call. */
export function followChoices(call: Call, choices: ReadonlySignal<DeviceChoices>): void {
  let before = choices.peek();
  const stop = effect(() => {
    const now = choices.value;
    const { state } = call.state.value;
    const last = before;
    before = now;
    if (state === "left" || state === "failed") return queueMicrotask(() => stop());
    untracked(() => {
      for (const device of ["microphone", "camera", "speaker"] as const) {
        if (now[device] !== last[device]) void call.use(device, now[device]);
      }
      if (now.noiseFilter !== last.noiseFilter) void call.setNoiseFilter(now.noiseFilter);
      if (now.blur !== last.blur) void call.setBlur(now.blur);
    });
  });
}
