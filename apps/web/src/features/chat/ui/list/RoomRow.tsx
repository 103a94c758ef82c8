import type { RoomSummary } from "@parley/matrix";
import { BellOff } from "lucide-react";
import { memo } from "react";
import { useCallSlots } from "../../../../shared/call-slots.ts";
import { channelIcon, isPrivate } from "../../../../shared/channel-sign.ts";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { type Place, useLink } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Badge } from "../../../../ui/Badge.tsx";
import { cx } from "../../../../ui/cx.ts";
import { isMarkedUnread } from "../../model/list.ts";
import { chatStrings } from "../../strings/index.ts";
import { useOpenAhead } from "../world.ts";
import { DirectFace } from "./DirectFace.tsx";
import { DraftMark } from "./DraftMark.tsx";

/** The sign of a room: a hash or a loudspeaker for channels, a face for people, the picture of other rooms. */
export function RoomSign({ room, size }: { readonly room: RoomSummary; readonly size: 20 | 24 | 40 }) {
  if ((room.kind === "channel" || room.voice) && size === 20) {
    const Sign = channelIcon(room);
    return <Sign aria-hidden="true" className="size-5 shrink-0 opacity-85" strokeWidth={1.75} />;
  }
  if (room.directUserId !== null && room.membership === "join")
    return <DirectFace room={room} userId={room.directUserId} size={size} />;
  return (
    <MediaAvatar
      id={room.directUserId ?? room.id}
      name={room.name}
      mxc={room.avatarMxc}
      kind={room.kind === "direct" ? "person" : "server"}
      size={size}
    />
  );
}

/** What waits in a room: a count of mentions, or a dot. */
export function RoomMark({ room }: { readonly room: RoomSummary }) {
  const t = useStrings(chatStrings);
  const count = room.kind === "direct" && !room.muted ? Math.max(room.mentions, room.unreadCount) : room.mentions;
  if (count > 0) return <Badge count={count} label={t("mentionsMark", { n: count })} className="ml-auto" />;
  if (!room.unread) return null;
  return (
    <span className="ml-auto size-2 shrink-0 rounded-full bg-ink forced:bg-canvas-text">
      <span className="sr-only">{t("unreadMark")}</span>
    </span>
  );
}

/** About the height of a row with its gap: the list measures it. */
export const rowPx = 33;

/** One line of the list. */
export const RoomRow = memo(function RoomRow({
  room,
  spaceId,
  current,
}: {
  readonly room: RoomSummary;
  readonly spaceId: string | null;
  readonly current: boolean;
}) {
  const t = useStrings(chatStrings);
  const link = useLink();
  const calls = useCallSlots();
  const ahead = useOpenAhead();
  const place: Place = spaceId === null ? { at: "home", roomId: room.id } : { at: "space", spaceId, roomId: room.id };
  // What is in view is not marked, the timeline itself shows what is new; but one may mark it by hand.
  const marks = !current || isMarkedUnread(room);
  const unread = marks && (room.unread || room.mentions > 0);
  const row = (
    <a
      {...link(place)}
      {...(!current && room.membership === "join" ? ahead(room.id) : {})}
      data-stop=""
      data-room={room.id}
      data-unread={unread ? "" : undefined}
      aria-current={current ? "page" : undefined}
      className={cx(
        "flex h-row items-center gap-2 rounded-control px-2 text-14",
        // The way to its chat stands there then.
        room.voice && "touch:pr-2! group-focus-within/voice:pr-9 group-hover/voice:pr-9",
        // Only under the pointer: drawn over many frames, the change of room would be waited for.
        !current && "hover:transition-colors",
        current
          ? "bg-selected text-ink"
          : unread
            ? "text-ink hover:bg-hover"
            : "text-ink-2 hover:bg-hover hover:text-ink",
        unread && "font-semibold",
      )}
    >
      <RoomSign room={room} size={20} />
      {room.voice && <span className="sr-only">{t("voiceMark")}</span>}
      {isPrivate(room) && <span className="sr-only">{t("privateMark")}</span>}
      <bdi className="min-w-0 truncate">{room.name}</bdi>
      {room.muted && (
        <>
          <BellOff aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />
          <span className="sr-only">{t("mutedMark")}</span>
        </>
      )}
      {/* In the room that is open one sees it in its field. */}
      {!current && <DraftMark roomId={room.id} />}
      {/* Below a voice channel they stand by name. */}
      {calls !== null && !room.voice && <calls.CallMark roomId={room.id} />}
      {marks && <RoomMark room={room} />}
    </a>
  );
  if (calls === null || !room.voice) return row;
  return (
    <calls.VoiceEntry room={room} place={place}>
      {row}
    </calls.VoiceEntry>
  );
});
