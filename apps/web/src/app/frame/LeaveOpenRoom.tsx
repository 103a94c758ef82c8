import { useState } from "react";
import { placedRooms } from "../../features/notifications/index.ts";
import { useSession } from "../../shared/contexts.ts";
import type { Place } from "../../shared/navigation.ts";
import { useRoomSlots } from "../../shared/room-slots.ts";
import { roomOf } from "./FrameContent.tsx";

/** Asks before the room is left that is open. */
export function LeaveOpenRoom({ place, onClose }: { readonly place: Place; readonly onClose: () => void }) {
  const slots = useRoomSlots();
  const { rooms } = useSession();
  // What is asked about stays what it was when it was asked, wherever one goes meanwhile.
  const [placed] = useState(() => placedRooms(rooms.list.peek()).get(roomOf(place) ?? ""));
  if (slots === null || placed === undefined) return null;
  const { room, space } = placed;
  return (
    <slots.LeaveDialog kind={room.kind} id={room.id} name={room.name} spaceId={space?.id ?? null} onClose={onClose} />
  );
}
