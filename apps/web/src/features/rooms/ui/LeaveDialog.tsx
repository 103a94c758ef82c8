import type { Member, MemberRole } from "@parley/matrix";
import { useEffect, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useNavigation } from "../../../shared/navigation.ts";
import type { LeaveDialogProps } from "../../../shared/room-slots.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { AlertDialog } from "../../../ui/AlertDialog.tsx";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Select } from "../../../ui/Select.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { type Leaving, leavingOf } from "../model/leaving.ts";
import { strings } from "../strings/index.ts";

const hints = {
  space: "leaveHintServer",
  channel: "leaveHintChannel",
  room: "leaveHintRoom",
  direct: "leaveHintRoom",
} as const;
const verbs = { space: "leaveServer", channel: "leaveChannel", room: "leaveRoomVerb", direct: "leaveDirect" } as const;

/** Who stays behind: asked of the homeserver, since a member that is not known is not one who is not there. */
function useLeaving(kind: LeaveDialogProps["kind"], id: string) {
  const session = useSession();
  const [leaving, setLeaving] = useState<Leaving | null>(kind === "direct" ? { last: "no" } : null);
  const look = useTask(async () => {
    const members: readonly Member[] = await session.moderation.allMembers(id);
    setLeaving(leavingOf(members, session.account.userId));
  });
  const { run } = look;
  useEffect(() => {
    if (kind !== "direct") void run();
  }, [kind, run]);
  return { leaving, error: look.error, again: () => void run() };
}

/** Asks before leaving, and says what stays; the last who looks after it is told so, and may hand over. */
export function LeaveDialog({ kind, id, name, spaceId = null, onClose }: LeaveDialogProps) {
  const t = useStrings(strings);
  const session = useSession();
  const navigation = useNavigation();
  const { spaces } = useSignal(session.rooms.list);
  // Who wants it gone for everyone looks for that here.
  const keeps = kind === "channel" && spaces.some((space) => space.id === spaceId && space.canManage);
  const { leaving, error, again } = useLeaving(kind, id);
  const [heir, setHeir] = useState("");
  const leave = useTask(async () => {
    if (heir !== "") await session.moderation.setRole(id, heir, "admin");
    await session.rooms.leave(id);
    onClose();
    // What is read elsewhere stays in view.
    if (navigation.isAt(id))
      navigation.go(spaceId === null ? { at: "home" } : { at: "space", spaceId }, { replace: true });
  });
  const heirName = leaving?.last === "owner" ? leaving.heirs.find(({ userId }) => userId === heir)?.name : undefined;
  const verb = heirName === undefined ? t(verbs[kind]) : t("handOverAndLeave");
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={t("leaveTitle", { name })}
      description={t(hints[kind])}
      actions={
        <>
          <Button onClick={onClose}>{t("stay")}</Button>
          <Button
            look="danger"
            disabled={leaving === null}
            busy={leave.running && t("leaving")}
            onClick={() => void leave.run()}
          >
            {verb}
          </Button>
        </>
      }
    >
      <div className="mt-4 grid grid-cols-1 gap-3 empty:hidden">
        {keeps && <p className="text-14 text-ink-2">{t("leaveKeeper")}</p>}
        {leaving === null && error === null && <Spinner>{t("lookingWhoStays")}</Spinner>}
        {error !== null && <ErrorNote error={error} onRetry={again} />}
        {leaving?.last === "member" && <Banner shape="card">{t("lastMember")}</Banner>}
        {leaving?.last === "owner" && (
          <>
            {heirName === undefined ? (
              <Banner shape="card">{t(kind === "space" ? "lastOwnerServer" : "lastOwner")}</Banner>
            ) : (
              <Banner tone="info" shape="card">
                {t("handedOver", { name: heirName })}
              </Banner>
            )}
            <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
              <span aria-hidden="true" className="font-medium text-13 text-ink">
                {t("handOver")}
              </span>
              <Select
                label={t("handOver")}
                value={heir}
                onChange={setHeir}
                options={[
                  { value: "", label: t("nobody") },
                  ...leaving.heirs.map((member) => ({ value: member.userId, label: heirLabel(member) })),
                ]}
              />
            </div>
            {leaving.more > 0 && <p className="text-12 text-ink-2">{t("moreHeirs", { n: leaving.more })}</p>}
          </>
        )}
        {leave.error !== null && <ErrorNote error={leave.error} />}
      </div>
    </AlertDialog>
  );
}

const heirLabel = ({ name, userId, ambiguous }: Member & { readonly role: MemberRole }): string =>
  ambiguous ? `${name} (${userId})` : name;
