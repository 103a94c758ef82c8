import type { RoomSummary, SpaceSummary } from "@parley/matrix";
import { UserPlus } from "lucide-react";
import { Suspense } from "react";
import { channelIcon, isPrivate } from "../../../../shared/channel-sign.ts";
import { useSession } from "../../../../shared/contexts.ts";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import { splitRuns } from "../../model/long-runs.ts";
import { chatStrings } from "../../strings/index.ts";
import { OlderRoom } from "../room/lazy.ts";
import { timelineStrings } from "./strings/index.ts";

/** The beginning of a room: what it is, and who reads it. */
export function Start({
  room,
  space,
  empty,
}: {
  readonly room: RoomSummary;
  /** The server that it is a channel of. */
  readonly space: SpaceSummary | null;
  /** Nothing has been said yet. */
  readonly empty: boolean;
}) {
  const t = useStrings(chatStrings);
  const words = useStrings(timelineStrings);
  const details = useSignal(useSession().rooms.details(room.id));
  const access = details?.access ?? null;
  const navigation = useNavigation();
  const { name } = room;
  // A link into the server brings nobody into what is not open to its members.
  const inviteTo = isPrivate(room) ? (details?.permissions.invite === true ? room : null) : space;
  const alone = inviteTo !== null && inviteTo.memberCount === 1 && (inviteTo === room || space?.canInvite === true);
  const shown = <bdi>{name}</bdi>;
  const Sign = channelIcon(room);
  const title =
    room.kind === "channel" && !room.voice
      ? t.rich("startOfChannel", { name: shown })
      : room.kind === "direct"
        ? t.rich("startOfDirect", { name: shown })
        : t.rich("startOfRoom", { name: shown });
  const hint = !room.encrypted
    ? t("startHintPlain")
    : room.kind === "direct"
      ? t("startHintDirect")
      : access === "server" && space !== null
        ? t.rich("startHintChannel", { space: <bdi>{space.name}</bdi> })
        : access === "invited"
          ? words("startInvited")
          : access === "everyone"
            ? words("startEveryone")
            : t("startHintRoom");
  return (
    <div className="px-4 pt-8 pb-2">
      {(room.kind === "channel" || room.voice) && room.avatarMxc === null ? (
        <span aria-hidden="true" className="mb-3 grid size-11 place-items-center rounded-tile bg-hover text-ink-2">
          <Sign className="size-5" strokeWidth={1.75} />
        </span>
      ) : (
        <span className="mb-3 block">
          <MediaAvatar
            id={room.directUserId ?? room.id}
            name={name}
            mxc={room.avatarMxc}
            kind={room.kind === "direct" ? "person" : "server"}
            size={64}
          />
        </span>
      )}
      <h2 className="wrap-anywhere text-balance font-semibold text-18 text-ink">{title}</h2>
      {room.topic !== null && (
        <p
          dir="auto"
          title={room.topic}
          className="wrap-anywhere mt-1 line-clamp-5 max-w-page whitespace-pre-line text-14 text-ink"
        >
          {splitRuns(room.topic)}
        </p>
      )}
      <p className="wrap-anywhere mt-1 max-w-page text-14 text-ink-2">{hint}</p>
      {details?.predecessorId != null && (
        <Suspense>
          <OlderRoom roomId={details.predecessorId} space={space} />
        </Suspense>
      )}
      {empty && room.kind === "channel" && alone && (
        <Button
          look="primary"
          icon={<UserPlus className="size-4" strokeWidth={1.75} />}
          className="mt-3"
          onClick={() => navigation.invitePeople(inviteTo)}
        >
          {t("invitePeople")}
        </Button>
      )}
    </div>
  );
}
