import type { Invite } from "@parley/protocol";
import { Link2, Plus } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useParley, useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useNavigation } from "../../../shared/navigation.ts";
import { dateAndTime, fullTime, shortTime, useNow } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { AlertDialog } from "../../../ui/AlertDialog.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Disclosure } from "../../../ui/Disclosure.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { Skeleton, Waiting } from "../../../ui/Skeleton.tsx";
import { linksMade } from "../model/made.ts";
import { strings } from "../strings/index.ts";

/** The invitations that I made (an admin sees all), or those to one server, to look at and to withdraw. */
export function InvitesSettings({ spaceId }: { readonly spaceId?: string }) {
  const t = useStrings(strings);
  const parley = useParley();
  const [invites, setInvites] = useState<readonly Invite[] | null>(null);
  const load = useTask(async () => setInvites((await parley.call("invites.list", {})).invites));
  const { run } = load;
  const me = useSignal(parley.account);
  const made = useSignal(linksMade(parley));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a link that was just made belongs into the list
  useEffect(() => {
    if (me !== null) void run();
  }, [run, me, made]);
  const replace = useCallback((changed: Invite) => {
    setInvites((before) => before?.map((invite) => (invite.id === changed.id ? changed : invite)) ?? null);
  }, []);
  const shown = invites?.filter((invite) => spaceId === undefined || invite.spaceId === spaceId) ?? null;
  const open = shown?.filter(({ state }) => state === "open") ?? [];
  const closed = shown?.filter(({ state }) => state !== "open") ?? [];
  return (
    <Section hint={t(spaceId === undefined ? "openAbout" : "openAboutHere")}>
      <div className="py-3">
        <InviteButton {...(spaceId === undefined ? {} : { spaceId })} />
      </div>
      {load.error !== null && (
        <div className="py-3">
          <ErrorNote error={load.error} onRetry={() => void run()} />
        </div>
      )}
      <Waiting waiting={invites === null && load.error === null} shape={<ListShape />}>
        {shown?.length === 0 && (
          <div className="py-8">
            <EmptyState icon={<Link2 className="size-5" strokeWidth={1.75} />} title={t("noneTitle")}>
              {t("none")}
            </EmptyState>
          </div>
        )}
        {open.map((invite) => (
          <InviteRow key={invite.id} invite={invite} here={spaceId !== undefined} onChanged={replace} />
        ))}
        {closed.length > 0 && (
          <Disclosure title={t("closed", { n: closed.length })} className="py-2">
            <div className="divide-y divide-line">
              {closed.map((invite) => (
                <InviteRow key={invite.id} invite={invite} here={spaceId !== undefined} onChanged={replace} />
              ))}
            </div>
          </Disclosure>
        )}
      </Waiting>
    </Section>
  );
}

function ListShape() {
  return (
    <div className="grid gap-3 py-4">
      {[1, 2, 3].map((line) => (
        <Skeleton key={line} className="h-9 w-full" />
      ))}
    </div>
  );
}

/** Opens the dialog at once where there is one server, else asks which. */
function InviteButton({ spaceId }: { readonly spaceId?: string }) {
  const t = useStrings(strings);
  const navigation = useNavigation();
  const { spaces } = useSignal(useSession().rooms.list);
  const mine = spaces.filter(
    ({ id, membership, canInvite }) => membership === "join" && canInvite && (spaceId === undefined || id === spaceId),
  );
  const icon = <Plus aria-hidden="true" className="size-4" strokeWidth={1.75} />;
  const [only] = mine;
  if (only === undefined) return <p className="text-13 text-ink-2">{t("noServers")}</p>;
  if (mine.length === 1) {
    return (
      <Button icon={icon} onClick={() => navigation.invitePeople(only)}>
        {t("invite")}
      </Button>
    );
  }
  return (
    <Menu trigger={<Button icon={icon}>{t("invite")}</Button>}>
      {mine.map((space) => (
        <MenuItem key={space.id} onSelect={() => navigation.invitePeople(space)}>
          {space.name}
        </MenuItem>
      ))}
    </Menu>
  );
}

function InviteRow({
  invite,
  here,
  onChanged,
}: {
  readonly invite: Invite;
  /** Among those to one server, which need not say where they lead. */
  readonly here: boolean;
  readonly onChanged: (invite: Invite) => void;
}) {
  const t = useStrings(strings);
  const members = useSignal(useSession().rooms.members(invite.spaceId));
  const parley = useParley();
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const revoke = useTask(async () => {
    onChanged((await parley.call("invites.revoke", { id: invite.id })).invite);
    setAsking(false);
  });
  const states = { "open": t("open"), "used-up": t("usedUp"), "expired": t("expired"), "revoked": t("revoked") };
  const facts = [
    invite.state === "open" ? null : states[invite.state],
    invite.maxUses === null ? t("used", { n: invite.uses }) : t("usedOf", { used: invite.uses, n: invite.maxUses }),
    invite.expiresAt === null ? t("always") : t("until", { time: dateAndTime(invite.expiresAt, t.language) }),
  ].filter((fact) => fact !== null);
  const maker = members.find(({ userId }) => userId === invite.createdBy);
  const who = maker?.name ?? invite.createdBy.slice(1).split(":")[0] ?? invite.createdBy;
  const said = <span className="block tabular-nums first-letter:uppercase">{facts.join(" · ")}</span>;
  return (
    <>
      <Row
        title={here ? said : t("to", { space: invite.spaceName })}
        hint={
          <>
            {!here && said}
            <span className="block first-letter:uppercase" title={fullTime(invite.createdAt, t.language)}>
              {t("byWhom", { name: who })}, {shortTime(invite.createdAt, now, t.language)}
              {invite.ending !== null && (
                <>
                  {` · ${t("ending")} `}
                  <bdi className="font-mono text-ink">{invite.ending}</bdi>
                </>
              )}
            </span>
          </>
        }
      >
        {invite.state === "open" && (
          <Button look="plain-danger" className="phone:-ml-3" onClick={() => setAsking(true)}>
            {t("revoke")}
          </Button>
        )}
      </Row>
      {asking && (
        <AlertDialog
          open
          onClose={() => setAsking(false)}
          title={t("revokeTitle", { space: invite.spaceName })}
          description={
            invite.ending === null
              ? t("revokeAbout")
              : `${t("revokeEnding", { ending: invite.ending })} ${t("revokeAbout")}`
          }
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{t("keep")}</Button>
              <Button look="danger" busy={revoke.running && t("revoking")} onClick={() => revoke.run()}>
                {t("revokeLink")}
              </Button>
            </>
          }
        >
          {revoke.error !== null && (
            <div className="mt-4">
              <ErrorNote error={revoke.error} onRetry={() => revoke.run()} />
            </div>
          )}
        </AlertDialog>
      )}
    </>
  );
}
