import type { Entry } from "@parley/calls";
import { signal } from "@parley/kernel";
import type { CallIntent, Session } from "@parley/matrix";
import { useMemo } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";

/** Calls begin silent among many, and open between two. */
export const entryOf = (intent: CallIntent, direct: boolean): Entry => ({
  intent,
  microphone: direct,
  camera: intent === "video",
});

const transports = new WeakMap<Session, ReturnType<typeof askTransport>>();

function askTransport(session: Session) {
  const here = signal(false);
  const ask = () => {
    session.calls.transport().then(
      (transport) => {
        here.value = transport !== null;
      },
      // Not known is not no: the next header asks again.
      () => transports.delete(session),
    );
  };
  ask();
  return here;
}

/** Whether one's homeserver has calls; false until that is known. */
export function useCallsHere(): boolean {
  const session = useSession();
  const here = useMemo(() => {
    const known = transports.get(session) ?? askTransport(session);
    transports.set(session, known);
    return known;
  }, [session]);
  return useSignal(here);
}
