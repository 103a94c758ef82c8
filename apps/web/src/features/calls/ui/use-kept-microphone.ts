import { effect } from "@parley/kernel";
import { useContext, useEffect } from "react";
import { PreferencesContext } from "../../../shared/preferences.ts";
import type { CurrentCall } from "../model/current-call.ts";
import { watchMicrophone } from "../model/kept-microphone.ts";

/** Keeps how one turns the microphone in calls: the next one among many begins so. */
export function useKeptMicrophone(current: CurrentCall | null): void {
  const preferences = useContext(PreferencesContext);
  useEffect(() => {
    if (current === null) return;
    const watch = watchMicrophone((microphoneOpen) => {
      if (preferences.values.peek().microphoneOpen !== microphoneOpen) preferences.set({ microphoneOpen });
    });
    // A page that goes away closes its devices as well, and so does the end of a call: neither is said by hand.
    let isGoing = false;
    const onHide = () => {
      isGoing = true;
    };
    const onShow = () => {
      isGoing = false;
    };
    // Before whoever ends the call for it.
    window.addEventListener("pagehide", onHide, { capture: true });
    window.addEventListener("pageshow", onShow);
    const stop = effect(() => {
      const going = current.now.value;
      const call = going?.call.value;
      const track = call?.microphone.value;
      const state = call?.state.value.state;
      if (going === null || track === undefined || isGoing || state === "left" || state === "failed") return;
      watch(going, track);
    });
    return () => {
      stop();
      window.removeEventListener("pagehide", onHide, { capture: true });
      window.removeEventListener("pageshow", onShow);
    };
  }, [current, preferences]);
}
