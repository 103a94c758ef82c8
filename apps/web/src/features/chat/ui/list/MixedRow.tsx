import type { Preview, RoomSummary, SpaceSummary } from "@parley/matrix";
import { memo } from "react";
import { useCallSlots } from "../../../../shared/call-slots.ts";
import { useLink } from "../../../../shared/navigation.ts";
import { isoTime, listTime } from "../../../../shared/time.ts";
import { type Speak, useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { chatStrings } from "../../strings/index.ts";
import { DraftMark } from "./DraftMark.tsx";
import { RoomMark, RoomSign } from "./RoomRow.tsx";

const deeds = {
  image: "previewImage",
  video: "previewVideo",
  audio: "previewAudio",
  file: "previewFile",
  redacted: "previewRedacted",
  undecryptable: "previewUndecryptable",
  call: "previewCall",
  event: "previewEvent",
  message: "previewEvent",
} as const;
/** The same of oneself: not every language says it by a pronoun in front. */
const ownDeeds = {
  image: "previewMyImage",
  video: "previewMyVideo",
  audio: "previewMyAudio",
  file: "previewMyFile",
  redacted: "previewMyRedacted",
  undecryptable: "previewMyUndecryptable",
  call: "previewMyCall",
  event: "previewMyEvent",
  message: "previewMyEvent",
} as const;

/** The line under a room's name. */
function previewText(last: Preview | null, direct: boolean, t: Speak<typeof chatStrings.en>): string {
  if (last === null) return t("notSaid");
  if (last.text === null) {
    if (last.mine) return t(ownDeeds[last.kind]);
    return t("previewTheirs", { name: last.senderName, text: t(deeds[last.kind]) });
  }
  if (last.mine) return t("previewFrom", { name: t("you"), text: last.text });
  return direct ? last.text : t("previewFrom", { name: last.senderName, text: last.text });
}

/** One room with what was said last. */
export const MixedRow = memo(function MixedRow({
  room,
  space,
  now,
}: {
  readonly room: RoomSummary;
  /** The server that it is a channel of. */
  readonly space: SpaceSummary | null;
  readonly now: number;
}) {
  const t = useStrings(chatStrings);
  const link = useLink();
  const CallMark = useCallSlots()?.CallMark;
  const place =
    space === null
      ? ({ at: "home", roomId: room.id } as const)
      : ({ at: "space", spaceId: space.id, roomId: room.id } as const);
  const unread = room.unread || room.mentions > 0;
  return (
    <a
      {...link(place)}
      data-stop=""
      data-room={room.id}
      data-unread={unread ? "" : undefined}
      className="flex h-16 items-center gap-3 px-4 active:bg-hover"
    >
      <RoomSign room={room} size={40} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate text-13 text-ink-2">
            <bdi className="font-semibold text-15 text-ink">
              {room.kind === "channel" && !room.voice ? `# ${room.name}` : room.name}
            </bdi>
            {/* Two servers may each have a channel of this name. */}
            {space !== null && (
              <>
                {" · "}
                <bdi>{space.name}</bdi>
              </>
            )}
          </span>
          <time dateTime={isoTime(room.activeAt)} className="shrink-0 text-12 text-ink-2 tabular-nums">
            {listTime(room.activeAt, now, t.language)}
          </time>
        </span>
        <span className="flex items-center gap-2">
          <bdi className={cx("min-w-0 flex-1 truncate text-13", unread ? "font-medium text-ink" : "text-ink-2")}>
            {previewText(room.last, room.kind === "direct", t)}
          </bdi>
          <DraftMark roomId={room.id} />
          {CallMark !== undefined && <CallMark roomId={room.id} />}
          <RoomMark room={room} />
        </span>
      </span>
    </a>
  );
});
