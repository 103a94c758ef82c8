import type { RoomSummary, SpaceSummary } from "@parley/matrix";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { type RoomPlace, useNavigation } from "../../../../shared/navigation.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useTitle } from "../../../../shared/use-title.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { useCalmWait } from "../../../../ui/Skeleton.tsx";
import { findRoom, spaceOf } from "../../model/list.ts";
import type { RoomModel } from "../../model/room-model.ts";
import { Composer } from "../composer/Composer.tsx";
import type { Surface } from "../composer/surface.ts";
import { MessageRoomProvider } from "../timeline/MessageRoomProvider.tsx";
import { Timeline, type TimelineHandle } from "../timeline/Timeline.tsx";
import { TimelineSkeleton } from "../timeline/TimelineSkeleton.tsx";
import { useRoomModel } from "../world.ts";
import { Alone, Continued, ElsewhereRoom, InvitedRoom, UnknownRoom } from "./lazy.ts";
import { RoomFrame, RoomHeader } from "./RoomHeader.tsx";
import { TypingLine } from "./TypingLine.tsx";
import { useMessageActions } from "./use-message-actions.ts";

const MessageDialogs = lazy(async () => ({
  default: (await import("../timeline/MessageDialogs.tsx")).MessageDialogs,
}));

/** A room: header, what was said, and the field to write in. */
export function RoomView({
  roomId,
  spaceId,
  eventId,
  onBack,
}: {
  readonly roomId: string;
  readonly spaceId: string | null;
  /** Shown as its entry of the history is come to first. */
  readonly eventId?: string;
  readonly onBack?: () => void;
}) {
  const session = useSession();
  const list = useSignal(session.rooms.list);
  const connection = useSignal(session.connection);
  const room = findRoom(list, roomId);
  const model = useRoomModel(roomId, room !== null && room.membership === "join");
  // Right after a join or while the first sync runs the list is behind: nothing is said of a room for a moment.
  const arriving = connection.state === "starting" || connection.state === "catching-up";
  const lost = useCalmWait(room === null && !arriving);
  // What another tab knows of rooms is not known here: there is nothing to be said of this one before it is asked.
  if (room === null || room.membership !== "join") {
    const state =
      room !== null ? (
        <InvitedRoom room={room} onBack={onBack} />
      ) : connection.state === "elsewhere" ? (
        <ElsewhereRoom />
      ) : lost ? (
        <UnknownRoom roomId={roomId} spaceId={spaceId} onBack={onBack} />
      ) : (
        <TimelineSkeletonCalm />
      );
    return <Suspense fallback={<TimelineSkeletonCalm />}>{state}</Suspense>;
  }
  const space = list.spaces.find((other) => other.id === spaceId) ?? spaceOf(list, roomId);
  return <OpenRoom key={roomId} room={room} space={space} model={model} eventId={eventId} onBack={onBack} />;
}

function TimelineSkeletonCalm() {
  return useCalmWait(true) ? <TimelineSkeleton /> : null;
}

function OpenRoom({
  room,
  space,
  model,
  eventId,
  onBack,
}: {
  readonly room: RoomSummary;
  readonly space: SpaceSummary | null;
  readonly model: RoomModel | null;
  readonly eventId: string | undefined;
  readonly onBack: (() => void) | undefined;
}) {
  const session = useSession();
  const away = useSignal(session.connection).state === "elsewhere";
  useTitle([room.name, room.kind === "channel" ? space?.name : null]);
  return (
    <div data-room="" className="relative flex min-h-0 flex-1 flex-col bg-content">
      <RoomFrame
        room={room}
        onBack={onBack}
        header={<RoomHeader room={room} space={space} pins={model?.timeline.pins ?? null} onBack={onBack} />}
      >
        {model !== null ? (
          <RoomBody room={room} space={space} model={model} eventId={eventId} />
        ) : away ? (
          <Suspense>
            <ElsewhereRoom />
          </Suspense>
        ) : (
          <TimelineSkeletonCalm />
        )}
      </RoomFrame>
    </div>
  );
}

function RoomBody({
  room,
  space,
  model,
  eventId,
}: {
  readonly room: RoomSummary;
  readonly space: SpaceSummary | null;
  readonly model: RoomModel;
  readonly eventId: string | undefined;
}) {
  const session = useSession();
  const timeline = useRef<TimelineHandle>(null);
  const surface = useRef<Surface | null>(null);
  const details = useSignal(session.rooms.details(room.id));
  const phone = useViewport() === "phone";
  const navigation = useNavigation();
  const place: RoomPlace =
    space === null ? { at: "home", roomId: room.id } : { at: "space", spaceId: space.id, roomId: room.id };
  const messageRoom = useMessageActions(model, timeline, (to) => navigation.go({ ...place, eventId: to }));

  // A room is opened to be written in; on a phone the keyboard would cover what is read.
  useEffect(() => {
    if (!phone && (document.activeElement === document.body || document.activeElement?.closest("[data-room]"))) {
      // Not the element alone: the caret would stand before a draft until the editor has looked.
      surface.current?.focus();
    }
  }, [phone]);

  return (
    <MessageRoomProvider value={messageRoom.value}>
      <Timeline handle={timeline} model={model} room={room} space={space} place={place} eventId={eventId} />
      <TypingLine timeline={model.timeline} />
      {room.alone && (
        <Suspense>
          <Alone room={room} />
        </Suspense>
      )}
      {details?.successor != null ? (
        <Suspense>
          <Continued model={model} successor={details.successor} space={space} />
        </Suspense>
      ) : (
        <Composer
          composer={model.composer}
          room={room}
          surface={surface}
          maySend={details?.permissions.send ?? true}
          onSent={() => timeline.current?.toEnd()}
          onEscape={() => {
            model.markRead();
            timeline.current?.toEnd();
          }}
        />
      )}
      {messageRoom.asked !== null && (
        <Suspense>
          <MessageDialogs asked={messageRoom.asked} timeline={model.timeline} onClose={messageRoom.close} />
        </Suspense>
      )}
    </MessageRoomProvider>
  );
}
