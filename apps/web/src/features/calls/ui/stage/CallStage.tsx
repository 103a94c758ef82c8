import type { RoomSummary } from "@parley/matrix";
import { useRef } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { LayerLook } from "../../../../ui/layer-look.ts";
import { type Going, isOver } from "../../model/current-call.ts";
import { useCurrentCall } from "../current.ts";
import { CallControls } from "./CallControls.tsx";
import { Participants } from "./Participants.tsx";
import { StageHead } from "./StageHead.tsx";
import { StageNotes } from "./StageNotes.tsx";
import { StageJoining, StageOver } from "./StageStates.tsx";
import { stageStrings } from "./strings/index.ts";
import { useCallKeys, useChatKey, useFocus } from "./use-call-keys.ts";

/** The call of a room, dark in both themes: who is in it, and what one does oneself. */
export function CallStage({
  going,
  room,
  chat,
  onChat,
  onBack,
}: {
  readonly going: Going;
  readonly room: RoomSummary;
  /** Whether the room's timeline stands beside it. */
  readonly chat: boolean;
  readonly onChat: () => void;
  readonly onBack: (() => void) | undefined;
}) {
  const t = useStrings(stageStrings);
  const current = useCurrentCall();
  const call = useSignal(going.call);
  const state = useSignal(going.state);
  const stage = useRef<HTMLElement>(null);
  useFocus(stage, call !== null);
  useCallKeys(going);
  useChatKey(onChat);
  const over = isOver(state);
  return (
    <LayerLook value="scheme-dark">
      <section
        ref={stage}
        aria-label={t("stage", { room: room.name })}
        data-call-stage={state.state}
        className="scheme-dark flex min-h-0 min-w-0 flex-1 flex-col bg-stage pb-safe-b text-ink"
      >
        <StageHead going={going} room={room} call={over ? null : call} onBack={onBack} />
        {call !== null && (state.state === "connected" || state.state === "reconnecting") ? (
          <>
            <Participants going={going} call={call} voice={room.voice} />
            <StageNotes call={call} state={state} />
          </>
        ) : over ? (
          <StageOver state={state} current={current} />
        ) : (
          <StageJoining
            going={going}
            since={state.state === "joining" ? Math.min(state.since, going.since) : going.since}
          />
        )}
        {!over && (
          <CallControls
            call={call}
            entry={going.entry}
            chat={chat}
            news={room.unread}
            onChat={onChat}
            onLeave={() => void current.leave()}
          />
        )}
      </section>
    </LayerLook>
  );
}
