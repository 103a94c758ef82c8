import type { Member, RoomDetails } from "@parley/matrix";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Search, UserPlus } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { usePageMemory } from "../../../shared/page-memory.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Popover } from "../../../ui/Popover.tsx";
import { useScrollMemory } from "../../../ui/ScrollArea.tsx";
import { findMembers } from "../model/members.ts";
import { strings } from "../strings/index.ts";
import { ProfileCard } from "./ProfileCard.tsx";
import { roleNames } from "./role-names.ts";

const InviteDialog = lazy(() => import("./InvitePersonDialog.tsx").then((m) => ({ default: m.InvitePersonDialog })));

const rowHeight = 52;

/** Everyone in a room or server, with their roles: to be found, and to be dealt with from their card. */
export function MembersPage({ details }: { readonly details: RoomDetails }) {
  const t = useStrings(strings);
  const session = useSession();
  const members = useSignal(session.rooms.members(details.id));
  const [term, setTerm] = useState("");
  const [inviting, setInviting] = useState(false);
  // Members come as they are met: how many there are, and who is not there, is said once all are known.
  const [complete, setComplete] = useState(false);
  const all = useTask(async () => {
    await session.moderation.allMembers(details.id);
    setComplete(true);
  });
  const { run: loadAll } = all;
  useEffect(() => void loadAll(), [loadAll]);
  const found = useMemo(() => findMembers(members, term), [members, term]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  // After it: it begins at the top.
  useScrollMemory(scroller, usePageMemory().memory);
  return (
    <>
      <div className="shrink-0">
        <div className="mx-auto flex w-full max-w-page flex-wrap items-center gap-2 px-6 pt-4 pb-2 phone:px-4">
          <div className="relative min-w-44 flex-1">
            <Search
              aria-hidden="true"
              className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2.5 size-4 text-ink-2"
              strokeWidth={1.75}
            />
            <input
              type="search"
              aria-label={t("searchMembers")}
              placeholder={t("searchMembers")}
              value={term}
              onChange={(event) => setTerm(event.currentTarget.value)}
              className="h-8 w-full rounded-control bg-hover pr-2 pl-8 text-14 text-ink placeholder:text-ink-2 touch:h-11 [&::-webkit-search-cancel-button]:appearance-none"
            />
          </div>
          {details.permissions.invite && (
            <Button
              icon={<UserPlus aria-hidden="true" className="size-4" strokeWidth={1.75} />}
              onClick={() => setInviting(true)}
            >
              {t("invitePerson")}
            </Button>
          )}
          <div className="w-full text-12 text-ink-2 tabular-nums" aria-live="polite">
            {all.error !== null ? (
              <ErrorNote error={all.error} onRetry={() => void all.run()} />
            ) : !complete ? (
              t("loadingMembers")
            ) : term.trim() === "" ? (
              t("memberCount", { n: members.length })
            ) : (
              t("memberFound", { n: found.length, all: members.length })
            )}
          </div>
        </div>
      </div>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-6">
        {found.length === 0 && complete && term.trim() !== "" && (
          <p className="mx-auto w-full max-w-page px-6 py-6 text-14 text-ink-2 phone:px-4">
            {t("nobodyFound", { term: term.trim() })}
          </p>
        )}
        <ul
          aria-label={t("members")}
          className="relative mx-auto w-full max-w-page"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map((item) => {
            const member = found[item.index];
            if (member === undefined) return null;
            return (
              <li
                key={member.userId}
                aria-setsize={found.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-4 top-0 phone:inset-x-2"
                style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              >
                <MemberRow member={member} roomId={details.id} self={member.userId === session.account.userId} />
              </li>
            );
          })}
        </ul>
      </div>
      {inviting && (
        <Suspense>
          <InviteDialog details={details} onClose={() => setInviting(false)} />
        </Suspense>
      )}
    </>
  );
}

function MemberRow({
  member,
  roomId,
  self,
}: {
  readonly member: Member;
  readonly roomId: string;
  readonly self: boolean;
}) {
  const t = useStrings(strings);
  const [open, setOpen] = useState(false);
  const blocked = useSignal(useSession().people.blocked).includes(member.userId);
  const role =
    member.membership === "invite" ? t("invited") : member.role === "member" ? "" : t(roleNames[member.role]);
  return (
    <Popover
      sheet
      title={member.name}
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          className="flex h-full w-full items-center gap-3 rounded-control px-2 text-left hover:bg-hover data-popup-open:bg-hover"
        >
          <MediaAvatar
            id={member.userId}
            name={member.name}
            mxc={member.avatarMxc}
            size={32}
            {...(member.presence === "online" || member.presence === "away" ? { presence: member.presence } : {})}
          />
          <span className="min-w-0 flex-1">
            <span className="flex items-baseline gap-1.5">
              <bdi className="truncate font-medium text-14 text-ink">{member.name}</bdi>
              {self && <span className="shrink-0 text-12 text-ink-2">({t("you")})</span>}
              {blocked && <span className="shrink-0 text-12 text-ink-2">{t("blockedShort")}</span>}
            </span>
            <span className="block truncate font-mono text-12 text-ink-2">{member.userId}</span>
          </span>
          {role !== "" && <span className="shrink-0 text-13 text-ink-2">{role}</span>}
        </button>
      }
    >
      <ProfileCard userId={member.userId} roomId={roomId} onLeave={() => setOpen(false)} />
    </Popover>
  );
}
