import { useEffect } from "react";
import { OnOff } from "../../../shared/OnOff.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { askPermission, desktopPermission, lookAtPermission } from "../model/desktop.ts";
import { strings } from "../strings/index.ts";
import { chime, deviceSettings } from "./device.ts";

/** Cards, their text and the sound: only this browser knows whether it may. */
export function DeviceSection() {
  const t = useStrings(strings);
  const { desktop, preview, sound } = useSignal(deviceSettings.values);
  const permission = useSignal(desktopPermission);
  useEffect(() => {
    lookAtPermission();
    window.addEventListener("focus", lookAtPermission);
    return () => window.removeEventListener("focus", lookAtPermission);
  }, []);
  const turn = useTask(async (on: boolean) => {
    const allowed = !on || permission === "granted" || (await askPermission()) === "granted";
    deviceSettings.set({ desktop: on && allowed });
  });
  const hints = {
    granted: t("desktopHint"),
    default: `${t("desktopHint")} ${t("desktopAsk")}`,
    denied: t("desktopDenied"),
    unsupported: t("desktopUnsupported"),
  } as const;
  return (
    <Section title={t("thisDevice")} hint={t("thisDeviceHint")}>
      <Row title={t("desktop")} hint={<span aria-live="polite">{hints[permission]}</span>}>
        {(permission === "granted" || permission === "default") && (
          <OnOff
            label={t("desktop")}
            value={desktop && permission === "granted"}
            onChange={(on) => void turn.run(on)}
          />
        )}
      </Row>
      {desktop && permission === "granted" && (
        <Row title={t("preview")} hint={t("previewHint")}>
          <OnOff label={t("preview")} value={preview} onChange={(on) => deviceSettings.set({ preview: on })} />
        </Row>
      )}
      <Row title={t("sound")} hint={t("soundHint")}>
        <Button onClick={chime}>{t("playSound")}</Button>
        <OnOff label={t("sound")} value={sound} onChange={(on) => deviceSettings.set({ sound: on })} />
      </Row>
    </Section>
  );
}
