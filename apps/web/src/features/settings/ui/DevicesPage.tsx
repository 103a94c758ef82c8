import type { Device } from "@parley/matrix";
import { Ellipsis, ShieldCheck, ShieldQuestionMark } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { fullTime, shortTime, useNow } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { IconButton } from "../../../ui/IconButton.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { Skeleton, Waiting } from "../../../ui/Skeleton.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";

const dialogs = () => import("./DeviceDialogs.tsx");
const SignOutDevices = lazy(() => dialogs().then((module) => ({ default: module.SignOutDevices })));
const RenameDevice = lazy(() => dialogs().then((module) => ({ default: module.RenameDevice })));

/** Where the account is signed in: rename one, sign out one, several or all others. */
export function DevicesPage() {
  const t = useStrings(strings);
  const { own } = useSession();
  const powers = useSignal(own.powers);
  const canSignOut = powers.password && powers.page === null;
  const toast = useToast();
  const [devices, setDevices] = useState<readonly Device[] | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [leaving, setLeaving] = useState<readonly string[] | null>(null);
  const [renaming, setRenaming] = useState<Device | null>(null);
  const load = useTask(async () => {
    const found = await own.devices();
    setDevices([...found].sort((one, other) => (other.lastSeenAt ?? 0) - (one.lastSeenAt ?? 0)));
  });
  const { run } = load;
  useEffect(() => {
    void run();
  }, [run]);

  const current = devices?.find((device) => device.current);
  const others = devices?.filter((device) => !device.current) ?? [];
  const picked = others.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const toggle = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <>
      <p className="mb-4 text-14 text-ink-2">{t("devicesAbout")}</p>
      {load.error !== null && <ErrorNote error={load.error} onRetry={() => void run()} />}
      <Waiting waiting={devices === null && load.error === null} shape={<Skeleton className="h-13 w-full" />}>
        {current !== undefined && (
          <Section title={t("thisOne")}>
            <DeviceRow device={current} onRename={() => setRenaming(current)} />
          </Section>
        )}
        {devices !== null && (
          <Section title={t("otherDevices")}>
            {others.length === 0 && <p className="py-3 text-13 text-ink-2">{t("noOthers")}</p>}
            {others.map((device) => (
              <DeviceRow
                key={device.id}
                device={device}
                onRename={() => setRenaming(device)}
                {...(canSignOut && {
                  chosen: chosen.has(device.id),
                  onChoose: (on: boolean) => toggle(device.id, on),
                  onSignOut: () => setLeaving([device.id]),
                })}
              />
            ))}
            {!canSignOut && <ManagedElsewhere page={powers.page} />}
            {canSignOut && others.length > 0 && (
              <div className="flex flex-wrap gap-2 pt-4">
                {picked.length > 0 && (
                  <Button look="danger" onClick={() => setLeaving(picked)}>
                    {t("signOutSome", { n: picked.length })}
                  </Button>
                )}
                <Button
                  look="plain-danger"
                  className={picked.length === 0 ? "-ml-3" : ""}
                  onClick={() => setLeaving(others.map(({ id }) => id))}
                >
                  {t("signOutAll")}
                </Button>
              </div>
            )}
          </Section>
        )}
      </Waiting>
      <Suspense fallback={null}>
        {leaving !== null && (
          <SignOutDevices
            ids={leaving}
            onClose={() => setLeaving(null)}
            onDone={() => {
              toast({ title: t("signedOutSome", { n: leaving.length }) });
              setLeaving(null);
              setChosen(new Set());
              void run();
            }}
          />
        )}
        {renaming !== null && (
          <RenameDevice
            device={renaming}
            onClose={() => setRenaming(null)}
            onDone={() => {
              setRenaming(null);
              void run();
            }}
          />
        )}
      </Suspense>
    </>
  );
}

/** The homeserver lets no client sign devices out: it has a page for that. */
function ManagedElsewhere({ page }: { readonly page: string | null }) {
  const t = useStrings(strings);
  return (
    <p className="py-3 text-13 text-ink-2">
      {t("devicesElsewhere")}{" "}
      {page !== null && (
        <a
          href={page}
          target="_blank"
          rel="noopener noreferrer"
          className="inline-flex items-center font-medium text-accent underline-offset-4 hover:underline touch:min-h-11"
        >
          {t("manageAt", { host: new URL(page).host })}
        </a>
      )}
    </p>
  );
}

function DeviceRow({
  device,
  chosen,
  onChoose,
  onRename,
  onSignOut,
}: {
  readonly device: Device;
  readonly chosen?: boolean;
  readonly onChoose?: (on: boolean) => void;
  readonly onRename: () => void;
  readonly onSignOut?: () => void;
}) {
  const t = useStrings(strings);
  const now = useNow();
  const name = device.name || t("unnamed");
  const seen =
    device.lastSeenAt === null
      ? t("neverSeen")
      : device.lastSeenIp === null
        ? t("lastSeen", { time: shortTime(device.lastSeenAt, now, t.language) })
        : t("lastSeenFrom", { time: shortTime(device.lastSeenAt, now, t.language), ip: device.lastSeenIp });
  const trust = device.verified === null ? t("noEncryption") : device.verified ? t("verified") : t("unverified");
  const Shield = device.verified ? ShieldCheck : ShieldQuestionMark;
  return (
    <div className="flex items-center gap-3">
      {onChoose !== undefined && (
        <input
          type="checkbox"
          aria-label={t("selectDevice", { name })}
          checked={chosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
          className="size-4 shrink-0 accent-accent-fill touch:size-6"
        />
      )}
      <div className="min-w-0 flex-1">
        <Row
          title={name}
          hint={
            <>
              <span title={device.lastSeenAt === null ? undefined : fullTime(device.lastSeenAt, t.language)}>
                {seen}
              </span>
              <span className="block font-mono text-12">{device.id}</span>
            </>
          }
        >
          <span className="flex items-center gap-1.5 text-13 text-ink-2">
            <Shield
              aria-hidden="true"
              className={device.verified ? "size-4 text-good" : "size-4 text-ink-2"}
              strokeWidth={1.75}
            />
            {trust}
          </span>
        </Row>
      </div>
      <Menu
        align="end"
        trigger={
          <IconButton
            label={t("deviceMenu", { name })}
            tip={false}
            icon={<Ellipsis aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          />
        }
      >
        <MenuItem onSelect={onRename}>{t("rename")}</MenuItem>
        {onSignOut !== undefined && (
          <MenuItem danger onSelect={onSignOut}>
            {t("signOutDevice")}
          </MenuItem>
        )}
      </Menu>
    </div>
  );
}
