import { useEffect, useMemo } from "react";
import { afterPaint } from "../../shared/after-paint.ts";
import { createRecentRooms, type RecentRooms } from "../../shared/recent-rooms.ts";

/** The rooms one was in last; the open one joins them. */
export function useRecentRooms(roomId: string | null): RecentRooms {
  const recent = useMemo(() => createRecentRooms(localStorage), []);
  useEffect(() => {
    // What is shown comes first: to write it down takes as long as a few messages.
    return roomId === null ? undefined : afterPaint(() => recent.visited(roomId));
  }, [recent, roomId]);
  return recent;
}
