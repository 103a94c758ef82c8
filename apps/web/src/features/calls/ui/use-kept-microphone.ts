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
    return effect(() => {
      const going = current.now.value;
      const track = going?.call.value?.microphone.value;
      if (going !== null && track !== undefined) watch(going, track);
    });
  }, [current, preferences]);
}
