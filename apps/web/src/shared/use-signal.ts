import { effect, type ReadonlySignal } from "@parley/kernel";
import { useCallback, useSyncExternalStore } from "react";

/** Re-renders when the signal's value changes. */
export function useSignal<T>(source: ReadonlySignal<T>): T {
  const subscribe = useCallback(
    (changed: () => void) => {
      let first = true;
      return effect(() => {
        source.value;
        if (first) first = false;
        else changed();
      });
    },
    [source],
  );
  return useSyncExternalStore(subscribe, () => source.peek());
}
