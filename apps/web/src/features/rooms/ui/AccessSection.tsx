import type { Access, RoomDetails } from "@parley/matrix";
import { useEffect, useRef, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Checkbox } from "../../../ui/Checkbox.tsx";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { Section } from "../../../ui/Row.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";

/** Who may come in, and whether it is shown to everyone. Direct messages have neither. */
export function AccessSection({ details }: { readonly details: RoomDetails }) {
  const t = useStrings(strings);
  const session = useSession();
  const toast = useToast();
  const list = useSignal(session.rooms.list);
  const server = list.spaces.find(({ id }) => id === details.spaceId)?.name;
  /** Chosen here, and not yet what the homeserver's sync says. */
  const [wanted, setWanted] = useState<Access | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever the sync says last is so
  useEffect(() => setWanted(null), [details.access]);
  const undo = useRef<(before: Exclude<Access, "other">) => Promise<void>>(async () => {});
  const set = useTask(async (access: Exclude<Access, "other">) => {
    const before = details.access;
    setWanted(access);
    try {
      await session.upkeep.setAccess(details.id, access);
    } catch (thrown) {
      setWanted(null);
      throw thrown;
    }
    toast({
      title: t("saved"),
      ...(before === "other" ? {} : { action: { label: t("undo"), run: () => void undo.current(before) } }),
    });
  });
  // Refused, it says so where the choice stands.
  undo.current = set.run;
  if (list.directs.some(({ id }) => id === details.id)) return null;
  const options: { value: Access; label: string; hint: string }[] = [
    {
      value: "everyone",
      label: t("accessEveryone"),
      hint:
        details.kind === "space"
          ? t("accessEveryoneHint")
          : [
              server === undefined ? t("accessEveryoneHint") : t("accessEveryoneChannelHint", { server }),
              ...(details.encrypted ? [t("accessEveryoneReads")] : []),
            ].join(" "),
    },
    ...(server === undefined
      ? []
      : [{ value: "server" as const, label: t("accessServer", { server }), hint: t("accessServerHint") }]),
    {
      value: "ask",
      label: t("accessAsk"),
      hint: t(details.kind === "space" ? "accessAskServerHint" : "accessAskHint"),
    },
    {
      value: "invited",
      label: t("accessInvited"),
      hint: t(details.kind === "space" ? "accessInvitedServerHint" : "accessInvitedHint"),
    },
    ...(details.access === "other" || (details.access === "server" && server === undefined)
      ? [{ value: details.access, label: t("accessOther"), hint: t("accessOtherHint") }]
      : []),
  ];
  // In a room it changes who may invite as well.
  const { editAccess, editRoles } = details.permissions;
  const mayChange = editAccess && (editRoles || details.kind === "space");
  const present = options.find(({ value }) => value === details.access);
  return (
    <Section title={t("access")}>
      <div className="grid gap-4 py-3">
        {mayChange ? (
          <RadioGroup
            label={t("access")}
            hideLabel
            value={wanted ?? details.access}
            onChange={(access) => {
              if (access !== "other" && access !== (wanted ?? details.access)) void set.run(access);
            }}
            options={options}
          />
        ) : (
          <p className="text-14 text-ink">
            {present?.label}
            <span className="block text-13 text-ink-2">{t("accessRead")}</span>
          </p>
        )}
        {set.error !== null && <ErrorNote error={set.error} />}
        {details.permissions.editListing && <Listing details={details} />}
      </div>
    </Section>
  );
}

function Listing({ details }: { readonly details: RoomDetails }) {
  const t = useStrings(strings);
  const { upkeep } = useSession();
  const [listed, setListed] = useState<boolean | null>(null);
  const { id } = details;
  const load = useTask(async () => setListed(await upkeep.listed(id)));
  const { run } = load;
  useEffect(() => void run(), [run]);
  const set = useTask(async (next: boolean) => {
    setListed(next);
    try {
      await upkeep.setListed(id, next);
    } catch (thrown) {
      setListed(!next);
      throw thrown;
    }
  });
  const open = details.access === "everyone" || details.access === "ask";
  // What is listed and neither lets everyone in nor can be asked must still be taken off.
  if (!open && listed !== true) return null;
  return (
    <>
      <Checkbox
        checked={listed === true}
        disabled={listed === null}
        onChange={(next) => void set.run(next)}
        label={t("listed")}
        hint={t(!open ? "listedNeedsOpen" : details.access === "ask" ? "listedAskHint" : "listedHint")}
      />
      {load.error !== null && <ErrorNote error={load.error} onRetry={() => void run()} />}
      {set.error !== null && <ErrorNote error={set.error} />}
    </>
  );
}
