import { useEffect, useState } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import { Kbd } from "../../../../ui/Kbd.tsx";
import { Row, Section } from "../../../../ui/Row.tsx";
import { talkKeyOf } from "../../model/push-to-talk.ts";
import { deviceChoices, useDeviceChoices } from "./choices.ts";
import { DeviceTest } from "./DeviceTest.tsx";
import { deviceStrings } from "./strings/index.ts";

/** The settings of calls: devices with their test, noise, and the key to speak. No device is opened by itself. */
export function CallsPage() {
  const t = useStrings(deviceStrings);
  return (
    <>
      <Section title={t("devices")} hint={t("devicesHint")}>
        <div className="py-3">
          <DeviceTest listens={false} />
        </div>
      </Section>
      <Section title={t("speaking")}>
        <TalkKeyRow />
      </Section>
    </>
  );
}

function TalkKeyRow() {
  const t = useStrings(deviceStrings);
  const { talkKey } = useDeviceChoices();
  const [asking, setAsking] = useState<"no" | "yes" | "refused">("no");
  useEffect(() => {
    if (asking === "no") return;
    const press = (event: KeyboardEvent) => {
      // The way out by keyboard stays open.
      if (event.key === "Tab") return setAsking("no");
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") return setAsking("no");
      const key = talkKeyOf(event);
      if (key === null) return setAsking("refused");
      deviceChoices.set({ talkKey: key });
      setAsking("no");
    };
    const leave = () => setAsking("no");
    window.addEventListener("keydown", press, { capture: true });
    window.addEventListener("blur", leave);
    return () => {
      window.removeEventListener("keydown", press, { capture: true });
      window.removeEventListener("blur", leave);
    };
  }, [asking]);
  return (
    <Row
      title={t("talkKey")}
      hint={
        <span aria-live="polite">
          {asking === "refused" ? t("talkKeyRefused") : t("talkKeyHint")}
          {talkKey !== null && <span className="sr-only"> {t("talkKeyIs", { key: talkKey.label })}</span>}
        </span>
      }
    >
      {talkKey === null ? <span className="text-13 text-ink-2">{t("talkKeyNone")}</span> : <Kbd keys={talkKey.label} />}
      <Button onClick={() => setAsking(asking === "no" ? "yes" : "no")} aria-pressed={asking !== "no"}>
        {t(asking === "no" ? (talkKey === null ? "talkKeySet" : "talkKeyChange") : "talkKeyPress")}
      </Button>
      {talkKey !== null && asking === "no" && (
        <Button look="ghost" onClick={() => deviceChoices.set({ talkKey: null })}>
          {t("talkKeyClear")}
        </Button>
      )}
    </Row>
  );
}
