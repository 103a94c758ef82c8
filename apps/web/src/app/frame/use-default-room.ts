import { useEffect, useMemo } from "react";
import { useSession } from "../../shared/contexts.ts";
import { type Place, useNavigation } from "../../shared/navigation.ts";
import { useSignal } from "../../shared/use-signal.ts";
import type { Viewport } from "../../shared/viewport.ts";
import { createLastRooms } from "./last-rooms.ts";

/** Opens a space where it was left, else at its first channel; on a phone the list of channels stays. */
export function useDefaultRoom(place: Place, viewport: Viewport): void {
  const navigation = useNavigation();
  const list = useSignal(useSession().rooms.list);
  const lastRooms = useMemo(() => createLastRooms(localStorage), []);
  const spaceId = place.at === "space" ? place.spaceId : null;
  const roomId = place.at === "space" ? (place.roomId ?? null) : null;

  useEffect(() => {
    if (spaceId !== null && roomId !== null) lastRooms.visited(spaceId, roomId);
  }, [lastRooms, spaceId, roomId]);

  useEffect(() => {
    if (spaceId === null || roomId !== null || viewport === "phone") return;
    const channels = list.spaces.find(({ id }) => id === spaceId)?.categories.flatMap(({ channels: all }) => all) ?? [];
    const last = lastRooms.of(spaceId);
    const target = channels.find(({ id }) => id === last) ?? channels[0];
    if (target !== undefined) navigation.go({ at: "space", spaceId, roomId: target.id }, { replace: true });
  }, [list, lastRooms, navigation, spaceId, roomId, viewport]);
}
