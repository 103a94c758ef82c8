import type { RoomSummary, SpaceSummary } from "@parley/matrix";
import { Suspense } from "react";
import { useCallSlots } from "../../../../shared/call-slots.ts";
import { useRoomMenuItems } from "../../../../shared/room-menu.ts";
import { useRoomSlots } from "../../../../shared/room-slots.ts";
import { MenuSeparator } from "../../../../ui/Menu.tsx";
import { placeIn, RoomDeeds } from "./RoomDeeds.tsx";
import type { RoomDeed } from "./RoomQuestion.tsx";

/** The menu of a room's row: what its header offers, and where it stands. */
export function RowMenu({
  room,
  space,
  moves,
  ask,
}: {
  readonly room: RoomSummary;
  readonly space: SpaceSummary | null;
  /** Whether the list shows the order that could be changed. */
  readonly moves: boolean;
  readonly ask: (deed: RoomDeed) => void;
}) {
  const RoomItems = useRoomMenuItems();
  const slots = useRoomSlots();
  const calls = useCallSlots();
  return (
    <Suspense>
      {room.voice && calls !== null && <calls.VoiceDeeds room={room} place={placeIn(room, space)} />}
      {RoomItems !== null && (
        <>
          <RoomItems room={room} />
          <MenuSeparator />
        </>
      )}
      <RoomDeeds
        room={room}
        space={space}
        moves={
          moves &&
          slots !== null &&
          space?.canManage === true && <slots.ChannelMoves space={space} channelId={room.id} />
        }
        ask={ask}
      />
    </Suspense>
  );
}
