import { computed } from "@parley/kernel";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { useSession } from "../../shared/contexts.ts";
import type { Place } from "../../shared/navigation.ts";
import { useSignal } from "../../shared/use-signal.ts";
import type { Viewport } from "../../shared/viewport.ts";
import { useCalmWait } from "../../ui/Skeleton.tsx";
import { placeOf } from "../place.ts";
import { useDefaultRoom, useLanding } from "./use-default-room.ts";

/** The place that is shown for the one that is named: a server that one is not in is what its link leads to. */
function useKnownPlace(named: Place): Place {
  const session = useSession();
  const { state } = useSignal(session.connection);
  const spaceId = named.at === "space" && named.roomId === undefined ? named.spaceId : null;
  // Only the answer is drawn: the list changes with each message somewhere.
  const listed = useSignal(
    useMemo(
      () =>
        computed(() => {
          return session.rooms.list.value.spaces.some(({ id }) => id === spaceId);
        }),
      [session, spaceId],
    ),
  );
  const behind = state === "starting" || state === "catching-up" || state === "elsewhere";
  const unknown = spaceId !== null && !behind && !listed;
  // Right after a join the list is behind.
  const lost = useCalmWait(unknown);
  return lost && unknown ? { at: "join", target: spaceId } : named;
}

/** The place that the address names, as this width shows it; where it names none, the last room of it is gone to. */
export function usePlace(viewport: Viewport): Place {
  const { pathname, searchStr } = useLocation();
  const inFrame = placeOf(pathname, searchStr);
  const last = useRef<Place>({ at: "chats" });
  useEffect(() => {
    if (inFrame !== null) last.current = inFrame;
  });
  // The address may lead out of the frame to a page that is still being loaded: until then all stays as it was.
  const named = useKnownPlace(inFrame ?? last.current);
  // A phone's first level does not exist beside a content: there the address / is the home.
  const atHome = named.at === "chats" && viewport !== "phone";
  const place: Place = atHome ? { at: "home" } : named;
  useDefaultRoom(place, viewport);
  useLanding(atHome && inFrame !== null);
  return place;
}
