import type { PairedDevice } from "@parley/protocol";
import { useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { shortTime, useNow } from "../../../shared/time.ts";
import { type Speak, useStrings } from "../../../shared/use-strings.ts";
import { Button } from "../../../ui/Button.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";
import { Confirm } from "./Confirm.tsx";
import { rightsIn } from "./rights.ts";

const nameOf = ({ displayName, clientId }: PairedDevice, t: Speak<typeof strings.en>): string =>
  displayName ?? clientId ?? t("unnamed");

/** Devices that come back by themselves. */
export function PairedDevices({
  devices,
  onChanged,
}: {
  readonly devices: readonly PairedDevice[];
  readonly onChanged: () => Promise<void>;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const toast = useToast();
  const now = useNow();
  const [ending, setEnding] = useState<PairedDevice | null>(null);
  return (
    <Section title={t("devices")} hint={t("devicesHint")}>
      {devices.length === 0 && <p className="py-3 text-13 text-ink-2">{t("noDevices")}</p>}
      {devices.map((device) => {
        const used = device.tokens[0]?.lastUsedAtMs;
        const facts = [
          device.platform,
          used === undefined ? t("neverUsed") : t("used", { time: shortTime(used, now, t.language) }),
        ];
        return (
          <Row
            key={device.deviceId}
            title={<bdi>{nameOf(device, t)}</bdi>}
            hint={
              <>
                <span className="block">{rightsIn(device.scopes, t)}</span>
                <span>{facts.filter((fact) => fact !== undefined).join(", ")}</span>
                <span className="block font-mono text-12">{device.deviceId}</span>
              </>
            }
          >
            <Button
              look="plain-danger"
              aria-label={t("removeNamed", { name: nameOf(device, t) })}
              onClick={() => setEnding(device)}
            >
              {t("remove")}
            </Button>
          </Row>
        );
      })}
      {ending !== null && (
        <Confirm
          title={t("removeTitle", { name: nameOf(ending, t) })}
          about={t("removeAbout")}
          keep={t("keepDevice")}
          end={t("removeDevice")}
          ending={t("removing")}
          onClose={() => setEnding(null)}
          act={async () => {
            await parley.call("device.pair.remove", { deviceId: ending.deviceId });
            toast({ title: t("removed", { name: nameOf(ending, t) }) });
            setEnding(null);
            await onChanged();
          }}
        />
      )}
    </Section>
  );
}
