import type { Preview, RoomList, RoomSummary, SpaceSummary } from "@parley/matrix";
import { Compass, MessageCircle, Plus, Search, SquarePen } from "lucide-react";
import { memo, Suspense, useMemo, useState } from "react";
import { useCallSlots } from "../../../../shared/call-slots.ts";
import { useSession } from "../../../../shared/contexts.ts";
import { useLink, useNavigation } from "../../../../shared/navigation.ts";
import { useRoomSlots } from "../../../../shared/room-slots.ts";
import { isoTime, listTime, useNow } from "../../../../shared/time.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { type Speak, useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import { cx } from "../../../../ui/cx.ts";
import { EmptyState } from "../../../../ui/EmptyState.tsx";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { Menu, MenuItem } from "../../../../ui/Menu.tsx";
import { ScrollArea } from "../../../../ui/ScrollArea.tsx";
import { Skeleton, useCalmWait } from "../../../../ui/Skeleton.tsx";
import { WindowedList } from "../../../../ui/WindowedList.tsx";
import { isUnread, mixedRooms, spacesOfRooms } from "../../model/list.ts";
import { chatStrings } from "../../strings/index.ts";
import { CreateServerDialog, NewDirectDialog } from "../dialogs/lazy.ts";
import { moveByArrows } from "./arrow-keys.ts";
import { Invites, Notes } from "./InviteRow.tsx";
import { RoomMark, RoomSign } from "./RoomRow.tsx";
import { SpaceStrip } from "./SpaceStrip.tsx";

const idOf = (room: RoomSummary): string => room.id;

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

/** The phone's first page: every room, newest first, with what was said last. */
export function MixedList({ list }: { readonly list: RoomList }) {
  const t = useStrings(chatStrings);
  const now = useNow();
  const navigation = useNavigation();
  const slots = useRoomSlots();
  const [dialog, setDialog] = useState<"direct" | "server" | null>(null);
  const { state } = useSignal(useSession().connection);
  const coming = state === "starting" || state === "catching-up";
  const rooms = useMemo(() => mixedRooms(list), [list]);
  const spaces = useMemo(() => spacesOfRooms(list), [list]);
  return (
    <>
      <header className="flex h-header shrink-0 items-center border-line border-b pr-2 pl-4">
        <h1 className="flex-1 font-semibold text-22">{t("chats")}</h1>
        <IconButton
          label={t("goTo")}
          tip={false}
          onClick={() => navigation.openSwitcher()}
          icon={<Search aria-hidden="true" className="size-5" strokeWidth={1.75} />}
        />
        <Menu
          align="end"
          trigger={
            <IconButton
              label={t("startSomething")}
              tip={false}
              icon={<SquarePen aria-hidden="true" className="size-5" strokeWidth={1.75} />}
            />
          }
        >
          <MenuItem icon={<SquarePen className="size-4" />} onSelect={() => setDialog("direct")}>
            {t("newDirect")}
          </MenuItem>
          <MenuItem icon={<Plus className="size-4" />} onSelect={() => setDialog("server")}>
            {t("createServer")}
          </MenuItem>
          <MenuItem icon={<Compass className="size-4" />} onSelect={() => navigation.go({ at: "discover" })}>
            {t("discover")}
          </MenuItem>
        </Menu>
      </header>
      <ScrollArea memory="list chats" onKeyDown={moveByArrows}>
        <SpaceStrip spaces={list.spaces} />
        <div className="px-4">
          <Invites invites={list.invites} />
          <Notes space={null} everywhere />
        </div>
        <Suspense>{slots !== null && list.spaces.length === 0 && <slots.Awaited />}</Suspense>
        {rooms.length === 0 && list.invites.length > 0 ? null : rooms.length === 0 && coming ? (
          <Coming />
        ) : rooms.length === 0 ? (
          <EmptyState
            icon={<MessageCircle className="size-5" strokeWidth={1.75} />}
            title={t("noChats")}
            action={
              <Button look="primary" onClick={() => setDialog("direct")}>
                {t("newDirect")}
              </Button>
            }
          >
            {t("noChatsHint")}
          </EmptyState>
        ) : (
          <div className="py-1">
            <WindowedList items={rooms} keyOf={idOf} rowPx={64}>
              {(room) => <MixedRow room={room} space={spaces.get(room.id) ?? null} now={now} />}
            </WindowedList>
          </div>
        )}
      </ScrollArea>
      <Suspense>
        {dialog === "direct" && <NewDirectDialog onClose={() => setDialog(null)} />}
        {dialog === "server" && <CreateServerDialog onClose={() => setDialog(null)} />}
      </Suspense>
    </>
  );
}

/** The shape of rooms: whether there are any is not known yet. */
function Coming() {
  if (!useCalmWait(true)) return null;
  return ["w-1/2", "w-1/3", "w-2/5"].map((width) => (
    <div key={width} className="flex h-16 items-center gap-3 px-4">
      <Skeleton className="size-10 shrink-0" />
      <Skeleton className={cx("h-4", width)} />
    </div>
  ));
}

const MixedRow = memo(function MixedRow({
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
  const unread = isUnread(room) || room.mentions > 0;
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
          {CallMark !== undefined && <CallMark roomId={room.id} />}
          <RoomMark room={room} />
        </span>
      </span>
    </a>
  );
});
