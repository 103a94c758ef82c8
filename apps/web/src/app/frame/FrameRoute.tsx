import { useDeferredValue } from "react";
import { RoomPanel } from "../../features/chat/index.ts";
import { hrefOf, type Place, useNavigation } from "../../shared/navigation.ts";
import { PanelContext } from "../../shared/panel.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useViewport } from "../../shared/viewport.ts";
import { useInCallOf } from "../calls.ts";
import { placeAbove } from "../place.ts";
import { useWorld } from "../world-context.ts";
import { Frame } from "./Frame.tsx";
import { FrameBanners, FrameBar, FrameFoot } from "./FrameBars.tsx";
import { FrameContent, roomOf } from "./FrameContent.tsx";
import { FrameDialogs } from "./FrameDialogs.tsx";
import { FrameProviders } from "./FrameProviders.tsx";
import { FrameList, FrameRail, FrameRun, ListTitle } from "./FrameSides.tsx";

import { Part } from "./Part.tsx";
import { useLevelFocus } from "./use-level-focus.ts";
import { usePageFocus } from "./use-page-focus.ts";
import { usePlace } from "./use-place.ts";
import { useShownPanel } from "./use-shown-panel.ts";

/** The place, whichever of its messages the address names. */
const wholeOf = (place: Place): Place => {
  if (!("eventId" in place)) return place;
  const { eventId: _, ...whole } = place;
  return whole;
};

/** Joins the features in the frame: what stands where for the place that the address names. */
export function FrameRoute() {
  const world = useWorld();
  const state = useSignal(world.state);
  const live = state.at === "member" && state.live;
  const refusal = useSignal(world.refusal);
  const problem = useSignal(world.problem);
  const viewport = useViewport();
  const navigation = useNavigation();

  const place = usePlace(viewport);
  const roomId = roomOf(place);
  const inCall = useInCallOf(roomId);
  // Beside the stage of a call and its chat there is no room for a third thing.
  const over = viewport === "mid" || (viewport === "wide" && inCall);
  const panel = useShownPanel(over ? "mid" : viewport, hrefOf(wholeOf(place)));

  // The messages come first: the panel beside them follows when they have been painted.
  const panelRoomId = useDeferredValue(roomId) ?? roomId;

  const inActivity = place.at === "activity";
  const isPhone = viewport === "phone";
  const chosen =
    roomId !== undefined ||
    ["status", "manage", "discover", "join"].includes(place.at) ||
    (place.at === "settings" && place.page !== undefined) ||
    // An agent's conversations are a list, as the channels of a server are.
    (place.at === "agents" && (place.agentId === undefined || place.conversation !== undefined));
  const level = chosen || inActivity ? "content" : "list";
  useLevelFocus(isPhone, level, roomId ?? null);
  usePageFocus(isPhone || roomId !== undefined || place.at === "chats" ? null : hrefOf(place));
  const runId = place.at === "agents" ? place.runId : undefined;
  const closeRun = () => {
    if (place.at !== "agents") return;
    const { runId: _shut, ...talk } = place;
    navigation.go(talk, { replace: true });
  };
  const onBack = isPhone ? () => navigation.back(placeAbove(place)) : undefined;

  return (
    <FrameProviders>
      <PanelContext value={panel}>
        <Frame
          viewport={viewport}
          level={level}
          over={over}
          roomy={runId !== undefined}
          onClosePanel={runId === undefined ? panel.close : closeRun}
          rail={<FrameRail place={place} />}
          list={
            <>
              {isPhone && level === "list" && <ListTitle place={place} />}
              <FrameList place={place} />
            </>
          }
          foot={<FrameFoot roomId={roomId} />}
          banners={<FrameBanners refusal={refusal} problem={problem} roomId={roomId} call={isPhone && chosen} />}
          content={
            <Part name={hrefOf(place)}>
              <FrameContent place={place} live={live} onBack={onBack} />
            </Part>
          }
          panel={
            runId !== undefined ? (
              <FrameRun runId={runId} onClose={closeRun} />
            ) : live && roomId !== undefined && panelRoomId !== undefined && panel.open ? (
              <Part name={`panel ${panelRoomId}`}>
                <RoomPanel key={panelRoomId} roomId={panelRoomId} />
              </Part>
            ) : null
          }
          bar={isPhone && !chosen ? <FrameBar place={place} roomId={roomId} /> : null}
        />
        <FrameDialogs place={place} />
      </PanelContext>
    </FrameProviders>
  );
}
