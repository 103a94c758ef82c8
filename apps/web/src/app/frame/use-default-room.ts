import { effect } from "@parley/kernel";
import { useEffect, useMemo } from "react";
import { afterPaint } from "../../shared/after-paint.ts";
import { useSession } from "../../shared/contexts.ts";
import { firstToRead, readableMs } from "../../shared/entrance.ts";
import { type Place, useNavigation } from "../../shared/navigation.ts";
import { useClock } from "../../shared/time.ts";
import type { Viewport } from "../../shared/viewport.ts";
import { landingPlace } from "./landing.ts";
import { createLastRooms, homeKey } from "./last-rooms.ts";

const useLastRooms = () => useMemo(() => createLastRooms(localStorage), []);

/** Leads from the address of a space that goes on in another one to that. */
function useFollowedSpace(spaceId: string | null, roomId: string | null): void {
  const navigation = useNavigation();
  const { list } = useSession().rooms;
  useEffect(() => {
    if (spaceId === null) return;
    return effect(() => {
      const by = list.value.replacedSpaces?.find(({ id }) => id === spaceId)?.by;
      if (by === undefined) return;
      navigation.go({ at: "space", spaceId: by, ...(roomId === null ? {} : { roomId }) }, { replace: true });
    });
  }, [list, navigation, spaceId, roomId]);
}

/** Opens a space where it was left, else at its first channel; on a phone the list of channels stays. */
export function useDefaultRoom(place: Place, viewport: Viewport): void {
  const navigation = useNavigation();
  const { list } = useSession().rooms;
  const lastRooms = useLastRooms();
  const clock = useClock();
  const spaceId = place.at === "space" ? place.spaceId : null;
  const roomId = place.at === "space" || place.at === "home" ? (place.roomId ?? null) : null;

  useFollowedSpace(spaceId, roomId);
  useEffect(() => {
    // What is shown comes first.
    return roomId === null ? undefined : afterPaint(() => lastRooms.visited(spaceId ?? homeKey, roomId));
  }, [lastRooms, spaceId, roomId]);

  useEffect(() => {
    if (spaceId === null || roomId !== null || viewport === "phone") return;
    const begun = clock.now();
    let cancel = () => {};
    const look = () => {
      const space = list.peek().spaces.find(({ id }) => id === spaceId);
      const channels = space?.categories.flatMap(({ channels: all }) => all) ?? [];
      const last = lastRooms.of(spaceId);
      const target = channels.find(({ id }) => id === last) ?? firstToRead(channels);
      if (target === undefined) return;
      const waits = target.voice && target.id !== last ? begun + readableMs - clock.now() : 0;
      cancel();
      // Channels of a server that one has just joined come one by one: one to be read may follow.
      if (waits > 0) cancel = clock.after(waits, look);
      else navigation.go({ at: "space", spaceId, roomId: target.id }, { replace: true });
    };
    // An effect of the list, not a rendering: the list changes with each message somewhere.
    const stop = effect(() => {
      void list.value;
      look();
    });
    return () => {
      cancel();
      stop();
    };
  }, [list, lastRooms, navigation, clock, spaceId, roomId, viewport]);
}

/** While `landing` (the bare address, where a room fits beside the list): goes to where one was, else to a server. */
export function useLanding(landing: boolean): void {
  const navigation = useNavigation();
  const { list } = useSession().rooms;
  const lastRooms = useLastRooms();
  useEffect(() => {
    if (!landing) return;
    return effect(() => {
      const place = landingPlace(list.value, lastRooms.last());
      if (place !== null) navigation.go(place, { replace: true });
    });
  }, [landing, list, lastRooms, navigation]);
}
