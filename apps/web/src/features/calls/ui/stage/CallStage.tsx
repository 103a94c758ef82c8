import type { Call } from "@parley/calls";
import type { RoomSummary } from "@parley/matrix";
import { ArrowLeft, LayoutGrid, Lock, LockOpen } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useNow } from "../../../../shared/time.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { type CallView, type Going, isOver } from "../../model/current-call.ts";
import { elapsed } from "../../model/grid.ts";
import { alike, spotlightOf, tilesOf } from "../../model/tiles.ts";
import { useCurrentCall } from "../current.ts";
import { RingNote } from "../ringing/RingNote.tsx";
import { CallControls } from "./CallControls.tsx";
import { StageNotes } from "./StageNotes.tsx";
import { StageJoining, StageOver } from "./StageStates.tsx";
import { stageStrings } from "./strings/index.ts";
import { Tiles } from "./Tiles.tsx";
import { useCallKeys } from "./use-call-keys.ts";
import { useFaces } from "./use-people.ts";

const sign = { "aria-hidden": true, className: "size-5", strokeWidth: 1.75 } as const;

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
  useCallKeys(call);
  const over = isOver(state);
  return (
    <section
      aria-label={t("stage", { room: room.name })}
      data-call-stage={state.state}
      className="scheme-dark flex min-h-0 min-w-0 flex-1 flex-col bg-stage pb-safe-b text-ink"
    >
      <header className="flex h-header shrink-0 items-center gap-2 pr-2 pl-4 phone:px-1">
        {onBack !== undefined && <IconButton label={t("back")} onClick={onBack} icon={<ArrowLeft {...sign} />} />}
        <h1 className="min-w-0 truncate font-semibold text-15">
          <bdi>{room.name}</bdi>
        </h1>
        {call !== null && !over && <CallFacts call={call} view={going.view} />}
      </header>
      {call !== null && (state.state === "connected" || state.state === "reconnecting") ? (
        <>
          <Participants call={call} view={going.view} roomId={room.id} />
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
          onChat={onChat}
          onLeave={() => void current.leave()}
        />
      )}
    </section>
  );
}

/** How long it runs, whether it is enciphered, and the way back to tiles of one size. */
function CallFacts({ call, view }: { readonly call: Call; readonly view: CallView }) {
  const t = useStrings(stageStrings);
  const since = useSignal(call.since);
  const now = useNow("second");
  const participants = useSignal(call.participants);
  const large = spotlightOf(tilesOf(participants), useSignal(view.pinned)) !== null;
  const time = since === null ? null : elapsed(now - since);
  const Sign = call.encrypted ? Lock : LockOpen;
  return (
    <>
      {time !== null && (
        <span className="shrink-0 text-13 text-ink-2 tabular-nums">
          <span className="sr-only">{t("running", { time })}</span>
          <span aria-hidden="true">{time}</span>
        </span>
      )}
      <span
        className={cx(
          "ml-2 flex min-w-0 items-center gap-1.5 text-13 phone:ml-1",
          call.encrypted ? "text-good" : "text-warn",
        )}
      >
        <Sign aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />
        <span className="min-w-0 truncate phone:sr-only">{t(call.encrypted ? "encrypted" : "unencrypted")}</span>
      </span>
      {large && (
        <IconButton
          label={t("unpin")}
          className="ml-auto"
          onClick={() => {
            view.pinned.value = alike;
          }}
          icon={<LayoutGrid {...sign} />}
        />
      )}
    </>
  );
}

function Participants({
  call,
  view,
  roomId,
}: {
  readonly call: Call;
  readonly view: CallView;
  readonly roomId: string;
}) {
  const t = useStrings(stageStrings);
  const participants = useSignal(call.participants);
  const faceOf = useFaces(roomId);
  const alone = participants.every((participant) => participant.own);
  const news = useNews(participants, (participant) => faceOf(participant, participants).name);
  return (
    <>
      <div className="flex min-h-0 flex-1 flex-col gap-2 px-2">
        <Tiles world={{ roomId, participants, view, faceOf }} />
        {alone && (
          <RingNote
            roomId={roomId}
            otherwise={<p className="shrink-0 pb-1 text-center text-13 text-ink-2">{t("alone")}</p>}
          />
        )}
      </div>
      <p role="status" className="sr-only">
        {news}
      </p>
    </>
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
