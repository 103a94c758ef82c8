import { computed, type ReadonlySignal, signal } from "@parley/kernel";
import type { CallMember } from "@parley/matrix";
import { createContext, useContext, useMemo } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import type { CurrentCall, Going } from "../model/current-call.ts";

/** The one call of this tab; null where there are none. Filled by `app/`. */
export const CurrentCallContext = createContext<CurrentCall | null>(null);

export function useCurrentCall(): CurrentCall {
  const current = useContext(CurrentCallContext);
  if (current === null) throw new Error("useCurrentCall is used outside its provider");
  return current;
}

const none: ReadonlySignal<null> = signal(null);

/** The call that one is in, or on the way into; also where there are no calls. */
export const useGoing = (): Going | null => useSignal<Going | null>(useContext(CurrentCallContext)?.now ?? none);

const nobody: ReadonlySignal<readonly CallMember[]> = signal([]);

/** Whether one is in the call of a room on another of one's devices. `running`: somebody is in it. */
export function useOnAnother(roomId: string, running: boolean): boolean {
  const { calls, account } = useSession();
  const places = useSignal(useMemo(() => (running ? calls.members(roomId) : nobody), [calls, roomId, running]));
  return places.some(({ own, userId }) => !own && userId === account.userId);
}

/** How many are in the call of a room. */
export function useInCall(roomId: string): number {
  const { running } = useSession().calls;
  // One's own number only: a change elsewhere draws no other row.
  return useSignal(useMemo(() => computed(() => running.value.get(roomId) ?? 0), [running, roomId]));
}
