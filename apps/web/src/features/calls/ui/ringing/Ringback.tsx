import { useContext, useEffect } from "react";
import { ClockContext } from "../../../../shared/time.ts";
import { ringbackTones, startRingback } from "../../model/ringback.ts";
import { playTones } from "../../model/tones.ts";
import { deviceChoices } from "../devices/choices.ts";

/** Lets the caller hear that it rings elsewhere, as long as it is there. Where nothing may be played, nothing is. */
export function Ringback() {
  const clock = useContext(ClockContext);
  useEffect(() => {
    const gone = new AbortController();
    const stop = startRingback(clock, () => {
      playTones(ringbackTones, deviceChoices.values.peek().speaker, gone.signal).catch(() => {});
    });
    return () => {
      stop();
      gone.abort();
    };
  }, [clock]);
  return null;
}
