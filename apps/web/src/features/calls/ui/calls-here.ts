import type { Entry } from "@parley/calls";
import { type ReadonlySignal, signal } from "@parley/kernel";
import type { CallIntent, CallRights, Session } from "@parley/matrix";
import { useCallback, useEffect, useMemo } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { usePreferences } from "../../../shared/preferences.ts";
import { useClock } from "../../../shared/time.ts";
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

/** A refusal while the connection stands is asked about again after this. Milliseconds. */
const againMs = 8_000;

interface CallsHere {
  readonly here: ReadonlySignal<boolean | null>;
  /** Does not reject: not known is not no. */
  ask(): Promise<void>;
}

const known = new WeakMap<Session, CallsHere>();

function callsHereOf(session: Session): CallsHere {
  const found = known.get(session);
  if (found !== undefined) return found;
  const here = signal<boolean | null>(null);
  let asking: Promise<void> | null = null;
  const made: CallsHere = {
    here,
    ask() {
      asking ??= session.calls
        .transport()
        .then(
          (transport) => {
            here.value = transport !== null;
          },
          () => {},
        )
        .finally(() => {
          asking = null;
        });
      return asking;
    },
  };
  known.set(session, made);
  return made;
}

/** Whether one's homeserver has calls; null until that is known. Asked again as soon as the homeserver is heard. */
export function useCallsHere(): boolean | null {
  const session = useSession();
  const clock = useClock();
  const calls = useMemo(() => callsHereOf(session), [session]);
  const here = useSignal(calls.here);
  const { state } = useSignal(session.connection);
  useEffect(() => {
    if (here !== null) return;
    let cancel = () => {};
    let left = false;
    const ask = () => {
      void calls.ask().then(() => {
        if (!left && state === "online") cancel = clock.after(againMs, ask);
      });
    };
    ask();
    return () => {
      left = true;
      cancel();
    };
  }, [here, state, calls, clock]);
  return here;
}
