import type { RoomSummary, SpaceSummary } from "@parley/matrix";
import { Suspense } from "react";
import { useRoomSlots } from "../../../../shared/room-slots.ts";

/** What is asked before it is done with a room: leaving it, taking it off its server. */
export type RoomDeed = "leave" | "unlist";

/** Asks it; shut at once where nothing fills the slots. */
export function RoomQuestion({
  room,
  space,
  deed,
  onClose,
}: {
  readonly room: RoomSummary;
  readonly space: SpaceSummary | null;
  readonly deed: RoomDeed;
  readonly onClose: () => void;
}) {
  const slots = useRoomSlots();
  if (slots === null) return null;
  const { id, name } = room;
  return (
    <Suspense>
      {deed === "unlist" && space !== null ? (
        <slots.UnlistDialog spaceId={space.id} roomId={id} name={name} onClose={onClose} />
      ) : (
        <slots.LeaveDialog kind={room.kind} id={id} name={name} spaceId={space?.id ?? null} onClose={onClose} />
      )}
    </Suspense>
  );
}
