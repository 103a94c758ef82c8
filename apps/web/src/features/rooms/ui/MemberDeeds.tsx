import type { Member, MemberRole } from "@parley/matrix";
import { useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Select } from "../../../ui/Select.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";
import { Removal } from "./Removal.tsx";
import { roleNames } from "./role-names.ts";
import { Sure } from "./Sure.tsx";

/** From the least on. */
const ranks: readonly MemberRole[] = ["member", "moderator", "admin", "creator"];

type Question = "remove" | "ban" | "block" | "step-down";

/** What one may do to someone: give a role, remove, ban, block. What cannot be undone is asked about in place. */
export function MemberDeeds({
  userId,
  name,
  roomId,
  member,
  blocked,
}: {
  readonly userId: string;
  readonly name: string;
  readonly roomId: string | null;
  readonly member: Member | null;
  readonly blocked: boolean;
}) {
  const t = useStrings(strings);
  const session = useSession();
  const [asked, setAsked] = useState<Question | null>(null);
  const details = useSignal(session.rooms.details(roomId ?? ""));
  const room = details?.name ?? "";
  const may = roomId === null || member === null ? null : session.moderation.actionsOn(roomId, userId);
  const self = userId === session.account.userId;
  // Who may not in a channel may in its server.
  const spaceId = details?.spaceId ?? null;
  const above = may === null || spaceId === null ? null : session.moderation.actionsOn(spaceId, userId);
  const toast = useToast();
  const unblock = useTask(() => session.people.unblock(userId));
  if (details !== null && (asked === "remove" || asked === "ban")) {
    return <Removal deed={asked} userId={userId} name={name} details={details} onClose={() => setAsked(null)} />;
  }
  if (asked === "block") {
    return (
      <Sure
        title={t("blockTitle", { name })}
        about={t("blockAbout")}
        verb={t("block")}
        doing={t("blocking")}
        act={async () => {
          await session.people.block(userId);
          toast({
            title: t("blockDone", { name }),
            action: { label: t("unblock"), run: () => void session.people.unblock(userId).catch(() => {}) },
          });
        }}
        onClose={() => setAsked(null)}
      />
    );
  }
  if (self && (may === null || may.roles.length === 0)) return null;
  const invited = member?.membership === "invite";
  return (
    <div className="flex flex-col gap-2">
      {may !== null && may.roles.length > 0 && roomId !== null && member !== null && (
        <RoleSelect
          roomId={roomId}
          room={room}
          member={member}
          roles={may.roles}
          self={self}
          own={details?.role ?? "member"}
        />
      )}
      {!self && (
        <div className="-mx-3 flex flex-wrap border-line border-t pt-2 phone:-mx-6 phone:px-3">
          <Button
            look="ghost"
            busy={unblock.running && t("unblocking")}
            onClick={() => (blocked ? void unblock.run() : setAsked("block"))}
          >
            {blocked ? t("unblock") : t("block")}
          </Button>
          {(may?.remove || above?.remove) && (
            <Button look="plain-danger" onClick={() => setAsked("remove")}>
              {invited ? t("takeBack") : t("remove")}
            </Button>
          )}
          {(may?.ban || above?.ban) && (
            <Button look="plain-danger" onClick={() => setAsked("ban")}>
              {t("ban")}
            </Button>
          )}
        </div>
      )}
      {unblock.error !== null && <ErrorNote error={unblock.error} />}
    </div>
  );
}

function RoleSelect({
  roomId,
  room,
  member,
  roles,
  self,
  own,
}: {
  readonly roomId: string;
  readonly room: string;
  readonly member: Member;
  readonly roles: readonly Exclude<MemberRole, "creator">[];
  readonly self: boolean;
  /** My own. */
  readonly own: MemberRole;
}) {
  const t = useStrings(strings);
  const session = useSession();
  const toast = useToast();
  const [wanted, setWanted] = useState<Exclude<MemberRole, "creator"> | null>(null);
  const set = async (role: Exclude<MemberRole, "creator">) => {
    const { skipped } = await session.moderation.setRole(roomId, member.userId, role);
    const words = { name: member.name, role: t(roleNames[role]) };
    toast({
      title: skipped === 0 ? t("roleSaved", { ...words, room }) : t("roleSkipped", { ...words, n: skipped }),
    });
  };
  const give = useTask(set);
  if (wanted !== null && !self) {
    return (
      <Sure
        title={t("equalTitle", { name: member.name })}
        about={t("equalAbout", { room })}
        verb={t("giveRole")}
        doing={t("saving")}
        act={() => set(wanted)}
        onClose={() => setWanted(null)}
      />
    );
  }
  if (wanted !== null) {
    return (
      <Sure
        title={t("stepDownTitle")}
        about={t("stepDownAbout")}
        verb={t("stepDown")}
        doing={t("saving")}
        act={async () => {
          await session.moderation.setRole(roomId, member.userId, wanted);
        }}
        onClose={() => setWanted(null)}
      />
    );
  }
  // A role of another making stands there as well, so that the present one is always named.
  const shown = roles.includes(member.role as "admin") ? roles : [member.role as "admin", ...roles];
  return (
    <>
      <div className="flex items-center justify-between gap-3">
        <span aria-hidden="true" className="wrap-anywhere line-clamp-2 min-w-0 font-medium text-13 text-ink">
          {t("roleIn", { room })}
        </span>
        <Select
          label={t("roleIn", { room })}
          value={member.role as "admin"}
          onChange={(role) => {
            if (role === member.role) return;
            // Nobody takes a role from their equal.
            if (self || ranks.indexOf(role) >= ranks.indexOf(own)) setWanted(role);
            else void give.run(role);
          }}
          options={shown.map((role) => ({ value: role, label: t(roleNames[role]) }))}
        />
      </div>
      {give.error !== null && <ErrorNote error={give.error} />}
    </>
  );
}
