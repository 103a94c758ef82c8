import { useEffect, useRef } from "react";
import { useSession } from "../../../shared/contexts.ts";
import type { RingAlarmProps } from "../../../shared/ring-alarm.ts";
import { useClock } from "../../../shared/time.ts";
import { startAlarm } from "../model/alarm.ts";
import { showCard } from "../model/desktop.ts";
import { isQuiet } from "../model/quiet.ts";
import { deviceSettings, ringTone } from "./device.ts";

/** Draws nothing: calls from outside of the page for what cannot wait, by the same settings as all else that is told. */
export function RingAlarm({ roomId, ...call }: RingAlarmProps) {
  const { notifications } = useSession();
  const clock = useClock();
  const now = useRef(call);
  useEffect(() => {
    now.current = call;
  });
  useEffect(() => {
    const isHushed = () => {
      const { silenced, exceptions } = notifications.rules.peek();
      return silenced || exceptions.get(roomId) === "mute" || isQuiet(notifications.doNotDisturb.peek(), clock.now());
    };
    const ports = {
      clock,
      show: showCard,
      play: ringTone,
      isLookedAt: () => document.visibilityState === "visible" && document.hasFocus(),
      settings: () => deviceSettings.values.peek(),
      isHushed,
    };
    return startAlarm(ports, { ...now.current, tag: `ring ${roomId}`, onClick: () => now.current.onClick() });
  }, [notifications, clock, roomId]);
  return null;
}
