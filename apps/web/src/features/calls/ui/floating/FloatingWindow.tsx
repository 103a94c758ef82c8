import type { Call, Participant } from "@parley/calls";
import { Maximize2, Mic, MicOff, MonitorUp, PhoneOff, Video, VideoOff } from "lucide-react";
import { useEffect } from "react";
import { createPortal } from "react-dom";
import { useSession } from "../../../../shared/contexts.ts";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import type { Going } from "../../model/current-call.ts";
import type { Tile } from "../../model/tiles.ts";
import { useCurrentCall } from "../current.ts";
import { Round } from "../stage/Round.tsx";
import { stageStrings } from "../stage/strings/index.ts";
import { useFaces } from "../stage/use-people.ts";
import { VideoView } from "../stage/VideoView.tsx";
import { useForMe } from "../use-for-me.ts";
import { floatingOf } from "./floating.ts";
import { floatingStrings } from "./strings/index.ts";
import { useFeatured } from "./use-featured.ts";

const sign = { "aria-hidden": true, className: "size-5", strokeWidth: 1.75 } as const;

/** A window of its own above all others: who speaks or shares, and what one needs at hand. */
export function FloatingWindow({
  going,
  call,
  window: opened,
}: {
  readonly going: Going;
  readonly call: Call;
  readonly window: Window;
}) {
  const t = useStrings(floatingStrings);
  const room = useSignal(useSession().rooms.details(going.roomId))?.name ?? "";
  const { tile, participants } = useFeatured(call);
  const title = t("title", { room });
  useEffect(() => {
    opened.document.title = title;
  }, [opened, title]);
  return createPortal(
    <section aria-label={title} className="scheme-dark flex h-screen flex-col bg-stage text-ink">
      <div className="relative m-2 mb-0 grid min-h-0 flex-1 place-items-center overflow-hidden rounded-card bg-content">
        {tile !== null && <Featured tile={tile} going={going} participants={participants} />}
      </div>
      <Controls going={going} call={call} />
    </section>,
    opened.document.body,
  );
}

function Featured({
  tile,
  going,
  participants,
}: {
  readonly tile: Tile;
  readonly going: Going;
  readonly participants: readonly Participant[];
}) {
  const t = useStrings(stageStrings);
  const forMe = useForMe(going);
  useSignal(forMe.changed);
  const { participant, video } = tile;
  const screen = tile.kind === "screen";
  const face = useFaces(going.roomId)(participant, participants);
  const name = screen ? t("screenOf", { name: face.name }) : face.name;
  const seen =
    video !== null && !participant.waiting && !participant.locked && forMe.isShown(tile.key, participant.own);
  return (
    <>
      {screen ? (
        <MonitorUp aria-hidden="true" className="size-8 text-ink-3" strokeWidth={1.75} />
      ) : (
        <MediaAvatar id={participant.member.userId} name={face.plain} mxc={face.mxc} size={64} />
      )}
      {seen && <VideoView video={video} whole={screen} mirrored={participant.own && !screen} />}
      <bdi className="absolute bottom-2 left-2 max-w-4/5 truncate rounded-control bg-stage/80 px-2 py-1 text-13">
        {name}
      </bdi>
      {participant.speaking && !screen && (
        <span aria-hidden="true" className="pointer-events-none absolute inset-0 rounded-card border-2 border-good" />
      )}
    </>
  );
}

function Controls({ going, call }: { readonly going: Going; readonly call: Call }) {
  const t = useStrings(stageStrings);
  const words = useStrings(floatingStrings);
  const current = useCurrentCall();
  const { rooms } = useSession();
  const navigation = useNavigation();
  const microphone = useSignal(call.microphone);
  const camera = useSignal(call.camera);
  const back = () => {
    const { roomId } = going;
    const spaceId = rooms.details(roomId).peek()?.spaceId ?? null;
    going.view.chat.value = null;
    navigation.go(spaceId === null ? { at: "home", roomId } : { at: "space", spaceId, roomId });
    floatingOf(going).value = null;
    window.focus();
  };
  return (
    <div role="toolbar" aria-label={t("controls")} className="flex shrink-0 items-center justify-center gap-2 p-2">
      <Round
        tip={false}
        label={t(microphone.on ? "mute" : "unmute")}
        track={microphone}
        look={microphone.on ? "plain" : "off"}
        onClick={() => void call.setMicrophone(!microphone.on)}
      >
        {microphone.on ? <Mic {...sign} /> : <MicOff {...sign} />}
      </Round>
      <Round
        tip={false}
        label={t(camera.on ? "cameraOff" : "cameraOn")}
        track={camera}
        look={camera.on ? "plain" : "off"}
        onClick={() => void call.setCamera(!camera.on)}
      >
        {camera.on ? <Video {...sign} /> : <VideoOff {...sign} />}
      </Round>
      <Round tip={false} label={words("backTo")} look="plain" onClick={back}>
        <Maximize2 {...sign} />
      </Round>
      <Round tip={false} label={t("leave")} look="leave" onClick={() => void current.leave()}>
        <PhoneOff {...sign} />
      </Round>
    </div>
  );
}
