import type { Entry } from "@parley/calls";
import { signal } from "@parley/kernel";
import type { CallIntent, CallRights, Session } from "@parley/matrix";
import { useCallback, useMemo } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { usePreferences } from "../../../shared/preferences.ts";
import { useSignal } from "../../../shared/use-signal.ts";

/**
 * How one goes in: open between two, among many as one left the microphone last, silent the first time. What the room
 * holds back is not begun with.
 */
export function useEntry(): (intent: CallIntent, direct: boolean, rights?: CallRights) => Entry {
  const { microphoneOpen } = usePreferences();
  return useCallback(
    (intent, direct, rights) => ({
      intent,
      microphone: rights?.speak !== false && (direct || microphoneOpen),
      camera: rights?.video !== false && intent === "video",
    }),
    [microphoneOpen],
  );
}

const transports = new WeakMap<Session, ReturnType<typeof askTransport>>();

function askTransport(session: Session) {
  const here = signal<boolean | null>(null);
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

/** Whether one's homeserver has calls; null until that is known. */
export function useCallsHere(): boolean | null {
  const session = useSession();
  const here = useMemo(() => {
    const known = transports.get(session) ?? askTransport(session);
    transports.set(session, known);
    return known;
  }, [session]);
  return useSignal(here);
}
