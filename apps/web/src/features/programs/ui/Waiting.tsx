import type { PendingDevice } from "@parley/protocol";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { shortTime, useNow } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Section } from "../../../ui/Row.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";
import { holds, rightsIn } from "./rights.ts";

/** Who waits longer is forgotten by the server, and asks anew. */
const waitsMs = 5 * 60_000;

/** Devices that ask to be let in. */
export function WaitingDevices({
  pending,
  held,
  onDecided,
}: {
  readonly pending: readonly PendingDevice[];
  /** What I may do myself. */
  readonly held: readonly string[];
  readonly onDecided: () => Promise<void>;
}) {
  const t = useStrings(strings);
  const now = useNow();
  const open = pending.filter(({ ts }) => now - ts < waitsMs);
  if (open.length === 0) return null;
  return (
    <Section title={t("waiting")} hint={t("waitingHint")}>
      {open.map((device) => (
        <WaitingCard key={device.requestId} device={device} held={held} onDecided={onDecided} />
      ))}
    </Section>
  );
}

function WaitingCard({
  device,
  held,
  onDecided,
}: {
  readonly device: PendingDevice;
  readonly held: readonly string[];
  readonly onDecided: () => Promise<void>;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const toast = useToast();
  const now = useNow();
  const { requestId } = device;
  const name = device.displayName ?? device.clientId ?? t("unnamed");
  const decide = useTask(async (lets: boolean) => {
    await parley.call(lets ? "device.pair.approve" : "device.pair.reject", { requestId });
    toast({ title: t(lets ? "letInDone" : "refused", { name }) });
    await onDecided();
  });
  const mayLet = device.scopes.every((scope) => holds(held, scope));
  const facts = [device.platform, device.clientId, device.remoteIp, shortTime(device.ts, now, t.language)];
  return (
    <article aria-label={name} className="py-4">
      <h3 className="wrap-anywhere font-medium text-14 text-ink">
        <bdi>{name}</bdi>
      </h3>
      <p className="wrap-anywhere text-13 text-ink-2">{facts.filter((fact) => fact !== undefined).join(" · ")}</p>
      <p className="wrap-anywhere font-mono text-12 text-ink-2">{device.deviceId}</p>
      <p className="mt-2 text-14 text-ink">
        {t(device.isRepair ? "asksMore" : "asksIn")} {rightsIn(device.scopes, t)}.
      </p>
      {!mayLet && <p className="mt-1 text-13 text-ink-2">{t("cannot")}</p>}
      <div className="mt-3 flex flex-wrap gap-2">
        <Button aria-label={t("refuseNamed", { name })} onClick={() => void decide.run(false)}>
          {t("refuse")}
        </Button>
        {mayLet && (
          <Button
            look="primary"
            aria-label={t("letInNamed", { name })}
            busy={decide.running && t("deciding")}
            onClick={() => void decide.run(true)}
          >
            {t("letIn")}
          </Button>
        )}
      </div>
      {decide.error !== null && (
        <div className="mt-3">
          <ErrorNote error={decide.error} />
        </div>
      )}
    </article>
  );
}
