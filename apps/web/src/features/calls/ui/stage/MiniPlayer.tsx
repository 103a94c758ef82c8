import type { Call, Participant } from "@parley/calls";
import { signal } from "@parley/kernel";
import { Maximize2, Mic, MicOff, PhoneOff, Volume2, X } from "lucide-react";
import { useSession } from "../../../../shared/contexts.ts";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { type Going, isOver } from "../../model/current-call.ts";
import { useCurrentCall } from "../current.ts";
import { useFeatured } from "../floating/use-featured.ts";
import { stageStrings } from "./strings/index.ts";
import { useCallKeys, useChatKey } from "./use-call-keys.ts";
import { useFaces } from "./use-people.ts";

const sign = { "aria-hidden": true, className: "size-5", strokeWidth: 1.75 } as const;
const nobody = signal<readonly Participant[]>([]);
const closed = signal({ on: false, busy: false, fault: null });

/** The call that one is in while one reads elsewhere: where, who speaks, mute, leave, back to it. */
export function MiniPlayer({
  going,
  onBack,
  beside = false,
}: {
  readonly going: Going;
  readonly onBack: () => void;
  /** It stands above the chat of the call's own room. */
  readonly beside?: boolean;
}) {
  const t = useStrings(stageStrings);
  const current = useCurrentCall();
  const call = useSignal(going.call);
  const state = useSignal(going.state);
  const room = useSignal(useSession().rooms.details(going.roomId))?.name ?? "";
  const microphone = useSignal<Call["microphone"]["value"]>(call?.microphone ?? closed);
  useCallKeys(going);
  const over = isOver(state);
  return (
    <section
      aria-label={t("mini")}
      data-call-mini={state.state}
      className="scheme-dark flex shrink-0 items-center gap-1 bg-stage py-1.5 pr-2 pl-1.5 text-ink"
    >
      {beside && <ChatKey onChat={onBack} />}
      <button
        type="button"
        aria-label={t("backTo", { room })}
        onClick={onBack}
        className="flex min-h-11 min-w-0 flex-1 items-center gap-2.5 rounded-control px-1.5 py-1 text-left hover:bg-hover"
      >
        <Speaker going={going} call={call} />
        <span className="min-w-0">
          <bdi className="block truncate font-semibold text-13">{room}</bdi>
          <span
            className={cx(
              "block truncate text-12",
              over ? "text-danger" : state.state === "connected" ? "text-good" : "text-warn",
            )}
          >
            <Doing going={going} call={call} />
          </span>
        </span>
      </button>
      {call !== null && !over && (
        <IconButton
          label={t(microphone.on ? "mute" : "unmute")}
          onClick={() => void call.setMicrophone(!microphone.on)}
          icon={microphone.on ? <Mic {...sign} /> : <MicOff {...sign} />}
          {...(microphone.on ? {} : { className: "text-warn" })}
        />
      )}
      <IconButton
        label={t(over ? "close" : "leave")}
        onClick={() => void current.leave()}
        icon={over ? <X {...sign} /> : <PhoneOff {...sign} />}
        {...(over
          ? {}
          : { className: "ml-1 bg-danger-fill text-on-danger hover:bg-danger-fill-hover hover:text-on-danger" })}
      />
    </section>
  );
}

function ChatKey({ onChat }: { readonly onChat: () => void }) {
  useChatKey(onChat);
  return null;
}

/** The face of who speaks, or did last, with a ring while they do. */
function Speaker({ going, call }: { readonly going: Going; readonly call: Call | null }) {
  const { tile, participants } = useFeatured(call);
  const faceOf = useFaces(going.roomId);
  if (tile === null) return <Maximize2 {...sign} className="size-4 shrink-0 text-ink-2" />;
  const { participant } = tile;
  const face = faceOf(participant, participants);
  return (
    <span
      data-speaks={participant.speaking}
      className={cx("shrink-0 rounded-full p-0.5 ring-2", participant.speaking ? "ring-good" : "ring-transparent")}
    >
      <MediaAvatar id={participant.member.userId} name={face.plain} mxc={face.mxc} size={24} />
    </span>
  );
}

/** One line: who speaks, else how many there are; or what is the matter. */
function Doing({ going, call }: { readonly going: Going; readonly call: Call | null }) {
  const t = useStrings(stageStrings);
  const state = useSignal(going.state);
  const participants = useSignal(call?.participants ?? nobody);
  const faceOf = useFaces(going.roomId);
  switch (state.state) {
    case "joining":
      return t("joining");
    case "reconnecting":
      return t("miniReconnecting");
    case "left":
      return t("miniEnded");
    case "failed":
    case "unloaded":
      return t("miniFailed");
    case "connected": {
      const speaker = participants.find((one) => one.speaking && !one.own) ?? participants.find((one) => one.speaking);
      if (speaker === undefined) return t("inCall", { n: participants.length });
      const words = speaker.own ? t("youSpeak") : t("speaks", { name: faceOf(speaker, participants).name });
      return (
        <span className="flex items-center gap-1">
          <Volume2 {...sign} className="size-4 shrink-0" />
          {/* There is room for a name, not for a sentence. */}
          <bdi aria-hidden="true" className="min-w-0 truncate">
            {faceOf(speaker, participants).name}
          </bdi>
          <span className="sr-only">{words}</span>
        </span>
      );
    }
  }
}
