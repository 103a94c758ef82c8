import { useMemo } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import type { DeviceList } from "../../model/device-list.ts";
import { deviceChoices, useDeviceChoices } from "./choices.ts";
import { deviceOptions, system } from "./device-options.ts";
import { deviceStrings } from "./strings/index.ts";

/** What a picker of one kind of device needs: it is kept in this browser. */
export function useDeviceOptions(kind: keyof DeviceList, list: DeviceList | null) {
  const t = useStrings(deviceStrings);
  const chosen = useDeviceChoices()[kind];
  const devices = list?.[kind];
  const options = useMemo(
    () =>
      deviceOptions(devices ?? [], chosen, {
        system: t("systemChoice"),
        away: t("away"),
        numbered: (n) => t("numbered", { kind: t(kind), n }),
      }),
    [devices, chosen, kind, t],
  );
  return {
    label: t(kind),
    value: chosen === "" ? system : chosen,
    options,
    onChange: (next: string) => deviceChoices.set({ [kind]: next === system ? "" : next }),
  };
}
