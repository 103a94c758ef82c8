import type { Call } from "@parley/calls";
import type { RoomSummary } from "@parley/matrix";
import { EyeOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Banner, BannerAction } from "../../../../ui/Banner.tsx";
import { LayerLook } from "../../../../ui/layer-look.ts";
import { type Going, isOver } from "../../model/current-call.ts";
import type { ForMe } from "../../model/for-me.ts";
import { useCurrentCall } from "../current.ts";
import { RingNote } from "../ringing/RingNote.tsx";
import { SignNews } from "../signs/SignNews.tsx";
import { useSigns } from "../signs/use-signs.ts";
import { useForMe } from "../use-for-me.ts";
import { CallControls } from "./CallControls.tsx";
import { StageHead } from "./StageHead.tsx";
import { StageNotes } from "./StageNotes.tsx";
import { StageJoining, StageOver } from "./StageStates.tsx";
import { stageStrings } from "./strings/index.ts";
import { Tiles } from "./Tiles.tsx";
import { useCallKeys, useChatKey, useFocus } from "./use-call-keys.ts";
import { useFaces, useNames } from "./use-people.ts";

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

function Participants({
  going,
  call,
  voice,
}: {
  readonly going: Going;
  readonly call: Call;
  /** It is a voice channel: others see in their list who is in it. */
  readonly voice: boolean;
}) {
  const t = useStrings(stageStrings);
  const { roomId, view } = going;
  const participants = useSignal(call.participants);
  const faceOf = useFaces(roomId);
  const nameOf = useNames(roomId, participants);
  const signs = useSigns(going);
  const forMe = useForMe(going);
  const own = participants.find((participant) => participant.own)?.identity;
  const alone = participants.every((participant) => participant.own);
  const gone = useSignal(going.met);
  const news = useNews(participants, (participant) => faceOf(participant, participants).name);
  return (
    <>
      <div className="flex min-h-0 flex-1 flex-col gap-2 px-2">
        <Tiles world={{ roomId, participants, view, faceOf, signs, forMe }} />
        {alone && (
          <RingNote
            roomId={roomId}
            otherwise={
              <p className="wrap-anywhere shrink-0 pb-1 text-center text-13 text-ink-2">
                {gone === null
                  ? t(voice ? "aloneInVoice" : "alone")
                  : t("aloneNow", { name: faceOf(gone, [gone]).name })}
              </p>
            }
          />
        )}
      </div>
      <p role="status" className="sr-only">
        {news}
      </p>
      <SignNews signs={signs} own={own} nameOf={nameOf} />
      <IncomingOff forMe={forMe} />
    </>
  );
}

/** Nobody wonders where the pictures are. */
function IncomingOff({ forMe }: { readonly forMe: ForMe }) {
  const t = useStrings(stageStrings);
  if (useSignal(forMe.incoming)) return null;
  return (
    <div className="shrink-0 px-2 pt-2">
      <Banner
        tone="info"
        shape="card"
        icon={<EyeOff aria-hidden="true" className="size-4" strokeWidth={1.75} />}
        actions={<BannerAction onClick={() => forMe.setIncoming(true)}>{t("incomingOn")}</BannerAction>}
      >
        {t("incomingIsOff")}
      </Banner>
    </div>
  );
}

/** Who came or went last, for those who do not see it. */
function useNews(
  participants: Call["participants"]["value"],
  nameOf: (one: (typeof participants)[number]) => string,
): string {
  const t = useStrings(stageStrings);
  const [news, setNews] = useState("");
  const before = useRef<ReadonlyMap<string, string> | null>(null);
  useEffect(() => {
    const now = new Map(participants.filter((one) => !one.own).map((one) => [one.identity, nameOf(one)]));
    const last = before.current;
    before.current = now;
    // Who was there when one came is seen on the tiles.
    if (last === null) return;
    const came = [...now].findLast(([identity]) => !last.has(identity));
    const went = [...last].findLast(([identity]) => !now.has(identity));
    if (came !== undefined) setNews(t("came", { name: came[1] }));
    else if (went !== undefined) setNews(t("went", { name: went[1] }));
  });
  return news;
}
