import type { MessageItem, PinnedMessage, Pins } from "@parley/matrix";
import { Pin, PinOff, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useNavigation } from "../../../../shared/navigation.ts";
import { panelTitleId, usePanel } from "../../../../shared/panel.ts";
import { fullTime, listTime, useNow } from "../../../../shared/time.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { EmptyState } from "../../../../ui/EmptyState.tsx";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { Spinner } from "../../../../ui/Spinner.tsx";
import { placeOfRoom } from "../../model/links.ts";
import type { RoomModel } from "../../model/room-model.ts";
import { chatStrings } from "../../strings/index.ts";
import { type MessageActions, MessageRoomContext } from "../timeline/actions.ts";
import { drawBody } from "../timeline/MessageBody.tsx";
import { drawAfter, drawRed } from "../timeline/MessageSigns.tsx";
import type { TimelineHandle } from "../timeline/Timeline.tsx";
import { useRoomModel } from "../world.ts";
import { useMessageActions } from "./use-message-actions.ts";

/** What is pinned in a room, the last first. */
export function PinsPanel({ roomId }: { readonly roomId: string }) {
  const t = useStrings(chatStrings);
  const panel = usePanel();
  const model = useRoomModel(roomId, true);
  return (
    <>
      <header className="flex h-header shrink-0 items-center gap-2 pr-3 pl-4 phone:pr-1">
        <h2 id={panelTitleId} className="flex-1 font-semibold text-15 text-ink">
          {t("pinsTitle")}
        </h2>
        <IconButton
          label={t("closePins")}
          onClick={panel.close}
          icon={<X aria-hidden="true" className="size-5" strokeWidth={1.75} />}
        />
      </header>
      {model !== null && <PinsList model={model} />}
    </>
  );
}

function PinsList({ model }: { readonly model: RoomModel }) {
  const t = useStrings(chatStrings);
  const session = useSession();
  const navigation = useNavigation();
  const panel = usePanel();
  const over = panel.over === true;
  const { pins } = model.timeline;
  const ids = useSignal(pins.ids);
  const messages = useSignal(pins.messages);
  useEffect(() => pins.load(), [pins]);
  const nowhere = useRef<TimelineHandle | null>(null);
  const { value: room } = useMessageActions(model, nowhere, (eventId) => {
    if (over) panel.close();
    navigation.go(placeOfRoom(session.rooms.list.peek(), model.roomId, eventId));
  });
  if (ids.length === 0) {
    return (
      <EmptyState icon={<Pin className="size-5" strokeWidth={1.75} />} title={t("noPins")}>
        {t("noPinsHint")}
      </EmptyState>
    );
  }
  return (
    <MessageRoomContext value={room}>
      <ul className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto overscroll-contain px-3 pb-4">
        {messages.map((message) => (
          <PinnedRow key={message.eventId} pinned={message} pins={pins} actions={room.actions} />
        ))}
      </ul>
    </MessageRoomContext>
  );
}

function PinnedRow({
  pinned: { eventId, item, loading },
  pins,
  actions,
}: {
  readonly pinned: PinnedMessage;
  readonly pins: Pins;
  readonly actions: MessageActions;
}) {
  const t = useStrings(chatStrings);
  const may = useSignal(pins.may);
  return (
    <li className="rounded-card bg-content p-3">
      {item !== null ? (
        <PinnedWords item={item} />
      ) : loading ? (
        <Spinner>{t("pinLoading")}</Spinner>
      ) : (
        <p className="text-14 text-ink-2">{t("noMessage")}</p>
      )}
      <div className="mt-2 flex gap-1">
        {item !== null && (
          <button
            type="button"
            onClick={() => actions.jumpTo(eventId)}
            className="min-h-7 flex-1 rounded-control text-left font-medium text-13 text-accent hover:underline touch:min-h-11"
          >
            {t("showInRoom")}
            <span className="sr-only"> {item.senderName}</span>
          </button>
        )}
        {may && (
          <IconButton
            label={t("unpin")}
            size="sm"
            onClick={() => actions.unpin(eventId)}
            className="ml-auto"
            icon={<PinOff aria-hidden="true" className="size-4" strokeWidth={1.75} />}
          />
        )}
      </div>
    </li>
  );
}

function PinnedWords({ item }: { readonly item: MessageItem }) {
  const t = useStrings(chatStrings);
  const now = useNow();
  return (
    <>
      <p className="mb-1 flex items-center gap-2">
        <MediaAvatar id={item.senderId} name={item.senderName} mxc={item.senderAvatarMxc} size={20} />
        <bdi className="min-w-0 truncate font-semibold text-13">{item.senderName}</bdi>
        <span title={fullTime(item.ts, t.language)} className="ml-auto shrink-0 text-12 text-ink-2">
          {listTime(item.ts, now, t.language)}
        </span>
      </p>
      <div className="max-h-60 overflow-y-auto text-14">
        {drawBody(item, drawAfter({ ...item, readBy: [], send: null }, true, true))}
      </div>
      {drawRed(item)}
    </>
  );
}
