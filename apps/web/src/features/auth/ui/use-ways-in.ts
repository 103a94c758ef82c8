import { useMemo } from "react";
import { useAccess } from "../../../shared/access.ts";
import { useMatrix, useParley } from "../../../shared/contexts.ts";
import { useClock } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { deviceOf } from "../model/device-name.ts";
import type { WaysInPorts } from "../model/ways-in.ts";
import { strings } from "../strings/index.ts";

/** The world as the ways in need it, and what other devices will call this one. */
export function useWaysIn(): { readonly ports: WaysInPorts; readonly deviceName: string } {
  const t = useStrings(strings);
  const matrix = useMatrix();
  const parley = useParley();
  const { session, whenLive, hold } = useAccess();
  const clock = useClock();
  const ports = useMemo(
    () => ({ matrix, parley, clock, session, whenLive, hold }),
    [matrix, parley, clock, session, whenLive, hold],
  );
  const { browser, system } = deviceOf(navigator.userAgent);
  return {
    ports,
    deviceName: t("deviceOn", { browser: browser ?? t("browserUnknown"), system: system ?? t("systemUnknown") }),
  };
}
