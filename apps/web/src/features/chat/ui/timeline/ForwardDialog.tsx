import { type MessageItem, plainOf, type RoomSummary, type Timeline } from "@parley/matrix";
import { LockOpen } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { nameWithHash } from "../../../../shared/channel-sign.ts";
import { useSession } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { createNameSearch } from "../../../../shared/name-search.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { Button } from "../../../../ui/Button.tsx";
import { cx } from "../../../../ui/cx.ts";
import { Dialog } from "../../../../ui/Dialog.tsx";
import { TextField } from "../../../../ui/TextField.tsx";
import { inOrder, mixedRooms, spaceOf } from "../../model/list.ts";
import { chatStrings } from "../../strings/index.ts";
import { useMessageRoom } from "./actions.ts";
import { timelineStrings } from "./strings/index.ts";

/** Rooms shown at once: whoever looks for another one names it. */
const shown = 40;

/** Chooses the rooms to which a message is sent on. */
export function ForwardDialog({
  item,
  timeline,
  onClose,
}: {
  readonly item: MessageItem;
  readonly timeline: Timeline;
  readonly onClose: () => void;
}) {
  const t = useStrings(chatStrings);
  const words = useStrings(timelineStrings);
  const session = useSession();
  const { roomId } = useMessageRoom();
  const list = useSignal(session.rooms.list);
  const [term, setTerm] = useState("");
  const [sent, setSent] = useState<ReadonlySet<string>>(new Set());
  /** As they stood at first: who writes meanwhile must not come to stand where one is about to send. */
  const [standing] = useState(() => mixedRooms(list));
  const rooms = useMemo(
    () => inOrder(mixedRooms(list), standing).filter((room) => room.id !== roomId && room.upgraded !== true),
    [list, roomId, standing],
  );
  const search = useMemo(() => {
    const wordsOf = (room: RoomSummary) => [spaceOf(list, room.id)?.name, room.directUserId].filter(Boolean).join(" ");
    return createNameSearch(rooms.map((room) => ({ name: room.name, words: wordsOf(room) })));
  }, [rooms, list]);
  const found = useMemo(() => {
    // As the rooms are written here.
    const wanted = term.trim().replace(/^[#@]/u, "");
    return wanted === "" ? rooms.slice(0, shown) : search(wanted, shown).flatMap(({ index }) => rooms[index] ?? []);
  }, [rooms, search, term]);
  const field = useRef<HTMLInputElement>(null);
  // On a phone the keyboard would cover the rooms.
  const desk = useViewport() !== "phone";
  // Before anything is typed nobody has named a room.
  const first = term.trim() === "" ? undefined : found[0];
  const send = useTask(async (room: RoomSummary) => {
    if (item.eventId === null) return;
    await timeline.forward(item.eventId, room.id);
    setSent((before) => new Set(before).add(room.id));
  });
  return (
    <Dialog open onClose={onClose} title={t("forwardTitle")} {...(desk ? { first: field } : {})}>
      <blockquote
        dir="auto"
        className="wrap-anywhere line-clamp-2 border-line-control border-l-2 pl-3 text-14 text-ink-2"
      >
        {plainOf(item.body)}
      </blockquote>
      {rooms.length === 0 ? (
        <p className="mt-4 text-14 text-ink-2">{words("nowhereElse")}</p>
      ) : (
        <div className="mt-4">
          <TextField
            ref={field}
            label={t("forwardSearch")}
            hint={desk ? words("forwardByEnter") : undefined}
            autoComplete="off"
            value={term}
            onChange={setTerm}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
              event.preventDefault();
              if (first !== undefined && !sent.has(first.id)) void send.run(first);
            }}
          />
        </div>
      )}
      {send.error !== null && <ErrorNote error={send.error} />}
      <ul className="-mx-2 mt-3 flex flex-col">
        {found
          .map((room) => [room, spaceOf(list, room.id)?.name] as const)
          .map(([room, space]) => (
            <li
              key={room.id}
              className={cx(
                "flex items-center gap-3 rounded-control px-2 py-1 hover:bg-hover",
                room.id === first?.id && "bg-hover",
              )}
            >
              <MediaAvatar
                id={room.directUserId ?? room.id}
                name={room.name}
                mxc={room.avatarMxc}
                kind={room.kind === "direct" ? "person" : "server"}
                size={32}
              />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium text-14">
                  <bdi>{nameWithHash(room)}</bdi>
                </span>
                <span className="block truncate text-12 text-ink-2">
                  {!room.encrypted && (
                    <>
                      <LockOpen
                        aria-hidden="true"
                        className="mr-1 inline size-3 align-text-bottom text-warn"
                        strokeWidth={1.75}
                      />
                      {t("plainSign")}
                      {space !== undefined && " · "}
                    </>
                  )}
                  <bdi>{space}</bdi>
                </span>
              </span>
              {sent.has(room.id) ? (
                <span role="status" className="px-3 text-13 text-ink-2">
                  {t("forwarded")}
                </span>
              ) : (
                <Button aria-label={t("forwardTo", { name: room.name })} onClick={() => void send.run(room)}>
                  {t("forwardHere")}
                </Button>
              )}
            </li>
          ))}
      </ul>
      {rooms.length > 0 && found.length === 0 && <p className="mt-3 text-14 text-ink-2">{t("noRoomFound")}</p>}
    </Dialog>
  );
}
