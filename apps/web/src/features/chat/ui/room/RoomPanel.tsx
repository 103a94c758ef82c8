import type { Member } from "@parley/matrix";
import { useVirtualizer } from "@tanstack/react-virtual";
import { X } from "lucide-react";
import { memo, useMemo, useRef } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { panelTitleId, usePanel } from "../../../../shared/panel.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { Popover } from "../../../../ui/Popover.tsx";
import { useCalmWait } from "../../../../ui/Skeleton.tsx";
import { findRoom } from "../../model/list.ts";
import { groupMembers, type MemberGroup } from "../../model/members.ts";
import { chatStrings } from "../../strings/index.ts";
import { OneStop } from "../list/OneStop.tsx";
import { PersonCard, roleNames } from "../timeline/PersonCard.tsx";
import { timelineStrings } from "../timeline/strings/index.ts";
import { PinsPanel } from "./PinsPanel.tsx";
import { type MemberLine, useMemberKeys } from "./use-member-keys.ts";

const groupNames: Record<MemberGroup["id"], keyof typeof chatStrings.en> = {
  online: "membersOnline",
  offline: "membersOffline",
  invited: "membersInvited",
  creator: "groupCreators",
  admin: "groupAdmins",
  moderator: "groupModerators",
  member: "groupMembers",
};

/** What stands at the right of a room. */
export const RoomPanel = memo(function RoomPanel({ roomId }: { readonly roomId: string }) {
  return usePanel().kind === "pins" ? <PinsPanel roomId={roomId} /> : <MembersPanel roomId={roomId} />;
});

/** The members of a room, by whether they are here, else by what they may do. */
function MembersPanel({ roomId }: { readonly roomId: string }) {
  const t = useStrings(chatStrings);
  const session = useSession();
  const panel = usePanel();
  const over = useViewport() !== "wide" || panel.over === true;
  const members = useSignal(session.rooms.members(roomId));
  const words = useStrings(timelineStrings);
  const room = findRoom(useSignal(session.rooms.list), roomId);
  const direct = room?.kind === "direct";
  const known = useMemo(() => members.filter(({ membership }) => membership === "join").length, [members]);
  // A moment may pass between a join and the list of rooms.
  const hidden = useCalmWait(room === null && members.length === 0);
  // Not known yet is not all: a large room's list takes a while to come.
  const waiting = useCalmWait(room !== null && known < room.memberCount);
  const lines = useMemo(
    () =>
      groupMembers(members, direct).flatMap((group): readonly MemberLine[] => [
        group,
        ...group.members.map((member) => ({ member, group })),
      ]),
    [members, direct],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => ("member" in (lines[index] ?? {}) ? 44 : 40),
    overscan: 10,
  });
  const onKeyDown = useMemberKeys(lines, virtualizer, scroller);
  return (
    <>
      <header className="flex h-header shrink-0 items-center gap-2 pr-3 pl-4 phone:pr-1">
        <h2 id={panelTitleId} className="flex-1 font-semibold text-15 text-ink">
          {t("members")}
        </h2>
        {over && (
          <IconButton
            label={t("closePanel")}
            onClick={panel.close}
            icon={<X aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          />
        )}
      </header>
      {hidden && <p className="px-4 text-13 text-ink-2">{words("membersHidden")}</p>}
      {waiting && (
        <p role="status" className="px-4 pb-1 text-12 text-ink-2 tabular-nums">
          {words("membersKnown", { known, n: room?.memberCount ?? known })}
        </p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the members, which are buttons */}
      <div
        ref={scroller}
        role="presentation"
        onKeyDown={onKeyDown}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-4"
      >
        <OneStop />
        <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const line = lines[item.index];
            if (line === undefined) return null;
            return (
              <div
                key={item.key}
                data-line={item.index}
                className="absolute inset-x-0 top-0"
                style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              >
                {"member" in line ? (
                  <MemberRow
                    member={line.member}
                    roomId={roomId}
                    direct={direct}
                    dimmed={line.group.id === "offline"}
                  />
                ) : (
                  <h3 className="flex h-full items-end px-2 pb-1 font-medium text-12 text-ink-2">
                    {t(groupNames[line.id] as "membersOnline", { n: line.members.length })}
                  </h3>
                )}
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}

function MemberRow({
  member,
  roomId,
  direct,
  dimmed,
}: {
  readonly member: Member;
  readonly roomId: string;
  /** Between two people: a role says nothing. */
  readonly direct: boolean;
  readonly dimmed: boolean;
}) {
  const t = useStrings(chatStrings);
  const blocked = useSignal(useSession().people.blocked).includes(member.userId);
  const notes = [
    blocked ? t("blockedShort") : "",
    member.ambiguous ? member.userId : "",
    member.presence === "away" ? t("away") : "",
    direct || member.role === "member" ? "" : t(roleNames[member.role]),
  ].filter(Boolean);
  return (
    <Popover
      sheet
      title={member.name}
      side="left"
      trigger={
        <button
          type="button"
          data-stop=""
          className="flex h-full w-full items-center gap-3 rounded-control px-2 text-left hover:bg-hover data-popup-open:bg-hover"
        >
          <MediaAvatar
            id={member.userId}
            name={member.name}
            mxc={member.avatarMxc}
            size={32}
            dimmed={dimmed}
            {...(member.presence === "online" || member.presence === "away" ? { presence: member.presence } : {})}
          />
          <span className="min-w-0 flex-1">
            <bdi className="block truncate font-medium text-14 text-ink">{member.name}</bdi>
            {notes.length > 0 && <span className="block truncate text-12 text-ink-2">{notes.join(" · ")}</span>}
          </span>
        </button>
      }
    >
      <PersonCard userId={member.userId} roomId={roomId} />
    </Popover>
  );
}
