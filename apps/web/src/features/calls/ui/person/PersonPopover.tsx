import type { Participant, Quality } from "@parley/calls";
import {
  Eye,
  EyeOff,
  LayoutGrid,
  MicOff,
  MonitorX,
  PhoneOff,
  Pin,
  TriangleAlert,
  VideoOff,
  Volume2,
  VolumeX,
  Wifi,
  WifiOff,
} from "lucide-react";
import { type ReactNode, useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { Popover, type PopoverTrigger } from "../../../../ui/Popover.tsx";
import { Slider } from "../../../../ui/Slider.tsx";
import type { ForMe } from "../../model/for-me.ts";
import { RemoveDialog } from "./RemoveDialog.tsx";
import { personStrings } from "./strings/index.ts";
import { type Source, useOrder } from "./use-order.ts";

const small = { "aria-hidden": true, className: "size-4 shrink-0", strokeWidth: 1.75 } as const;

/** Some systems (iOS) let no page say how loud something plays. */
const canChooseVolume = (() => {
  let can: boolean | null = null;
  return () => {
    if (can === null) {
      const element = document.createElement("audio");
      element.volume = 0.5;
      can = element.volume === 0.5;
    }
    return can;
  };
})();

/** A picture that can be hidden, kept large, or both. */
export interface PersonPicture {
  /** The tile's key. */
  readonly key: string;
  readonly kind: "person" | "screen";
  /** Whether there is one now. */
  readonly there: boolean;
  readonly large: boolean;
  readonly onPin: () => void;
}

/**
 * What one can do about somebody in a call: how they are heard and seen here, and for those who may, what others hear and
 * see of them. `picture`: where a tile of theirs is looked at.
 */
export function PersonPopover({
  roomId,
  forMe,
  participant,
  name,
  picture,
  trigger,
  open,
  onOpenChange,
}: {
  readonly roomId: string;
  readonly forMe: ForMe;
  readonly participant: Participant;
  /** As they are called here. */
  readonly name: string;
  readonly picture?: PersonPicture;
  readonly trigger: PopoverTrigger;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const t = useStrings(personStrings);
  const [removing, setRemoving] = useState(false);
  const close = () => onOpenChange(false);
  const screen = picture?.kind === "screen";
  return (
    <>
      <Popover sheet align="end" title={t("more", { name })} trigger={trigger} open={open} onOpenChange={onOpenChange}>
        <div className="flex w-60 flex-col phone:w-full">
          <p className="flex items-center justify-between gap-3 px-2 pb-1">
            <bdi className="min-w-0 truncate font-semibold text-14">{name}</bdi>
          </p>
          {!screen && <Connection quality={participant.waiting ? "unknown" : participant.quality} />}
          {!participant.own && !screen && <Hearing forMe={forMe} participant={participant} name={name} />}
          {picture !== undefined && <Seeing forMe={forMe} picture={picture} own={participant.own} onDone={close} />}
          <Ordering
            roomId={roomId}
            participant={participant}
            name={name}
            screen={screen}
            onDone={close}
            onRemove={() => {
              close();
              setRemoving(true);
            }}
          />
        </div>
      </Popover>
      {removing && (
        <RemoveDialog
          roomId={roomId}
          userId={participant.member.userId}
          name={name}
          onClose={() => setRemoving(false)}
        />
      )}
    </>
  );
}

const connections = {
  good: { words: "connectionGood", Sign: Wifi, tone: "text-ink-2" },
  poor: { words: "connectionPoor", Sign: TriangleAlert, tone: "text-warn" },
  lost: { words: "connectionLost", Sign: WifiOff, tone: "text-danger" },
  unknown: { words: "connectionUnknown", Sign: Wifi, tone: "text-ink-2" },
} as const satisfies Record<Quality, object>;

function Connection({ quality }: { readonly quality: Quality }) {
  const t = useStrings(personStrings);
  const { words, Sign, tone } = connections[quality];
  return (
    <p className={cx("flex items-center gap-2.5 px-2 pb-2 text-13", tone)}>
      <Sign {...small} />
      {t(words)}
    </p>
  );
}

function Hearing({
  forMe,
  participant,
  name,
}: {
  readonly forMe: ForMe;
  readonly participant: Participant;
  readonly name: string;
}) {
  const t = useStrings(personStrings);
  useSignal(forMe.changed);
  const { userId } = participant.member;
  const { volume, muted } = forMe.voiceOf(userId);
  const percent = Math.round((muted ? 0 : volume) * 100);
  return (
    <Group label={t("forMe")}>
      {canChooseVolume() && (
        <div className="flex items-center gap-2.5 px-2 py-1">
          <Volume2 {...small} className="size-4 shrink-0 text-ink-2" />
          <Slider
            label={t("volume", { name })}
            value={percent}
            max={100}
            step={5}
            valueText={t("percent", { n: percent })}
            onChange={(next) => forMe.setVoice(userId, { volume: next / 100, muted: false })}
          />
          <span aria-hidden="true" className="w-10 shrink-0 text-right text-12 text-ink-2 tabular-nums">
            {t("percent", { n: percent })}
          </span>
        </div>
      )}
      <Deed
        icon={muted ? <Volume2 {...small} /> : <VolumeX {...small} />}
        onPress={() => forMe.setVoice(userId, { volume: volume === 0 ? 1 : volume, muted: !muted })}
      >
        {t(muted ? "unmute" : "mute")}
      </Deed>
    </Group>
  );
}

function Seeing({
  forMe,
  picture,
  own,
  onDone,
}: {
  readonly forMe: ForMe;
  readonly picture: PersonPicture;
  readonly own: boolean;
  readonly onDone: () => void;
}) {
  const t = useStrings(personStrings);
  useSignal(forMe.changed);
  const shown = forMe.isShown(picture.key, own);
  return (
    <Group>
      {(picture.there || !shown) && (
        <Deed
          icon={shown ? <EyeOff {...small} /> : <Eye {...small} />}
          onPress={() => {
            forMe.show(picture.key, !shown);
            onDone();
          }}
        >
          {t(shown ? "hide" : "show")}
        </Deed>
      )}
      <Deed
        icon={picture.large ? <LayoutGrid {...small} /> : <Pin {...small} />}
        onPress={() => {
          picture.onPin();
          onDone();
        }}
      >
        {t(picture.large ? "unpin" : "pin")}
      </Deed>
    </Group>
  );
}

function Ordering({
  roomId,
  participant,
  name,
  screen,
  onDone,
  onRemove,
}: {
  readonly roomId: string;
  readonly participant: Participant;
  readonly name: string;
  readonly screen: boolean;
  readonly onDone: () => void;
  readonly onRemove: () => void;
}) {
  const t = useStrings(personStrings);
  const order = useOrder(roomId, participant.member.userId, name);
  if (order === null) return null;
  const mute = (source: Source) => () => {
    onDone();
    void order.mute(source);
  };
  return (
    <Group label={t("forAll")}>
      {participant.microphone === "on" && !screen && (
        <Deed icon={<MicOff {...small} />} onPress={mute("microphone")}>
          {t("muteAll")}
        </Deed>
      )}
      {participant.camera !== null && !screen && (
        <Deed icon={<VideoOff {...small} />} onPress={mute("camera")}>
          {t("cameraAll")}
        </Deed>
      )}
      {participant.screen !== null && (
        <Deed icon={<MonitorX {...small} />} onPress={mute("screen")}>
          {t("screenAll")}
        </Deed>
      )}
      <Deed danger icon={<PhoneOff {...small} />} onPress={onRemove}>
        {t("remove")}
      </Deed>
    </Group>
  );
}

function Group({ label, children }: { readonly label?: string; readonly children: ReactNode }) {
  return (
    <fieldset aria-label={label} className="min-w-0 border-line border-t py-1 last:pb-0">
      {label !== undefined && (
        <p aria-hidden="true" className="px-2 pt-1 pb-0.5 font-medium text-12 text-ink-2">
          {label}
        </p>
      )}
      {children}
    </fieldset>
  );
}

function Deed({
  icon,
  danger = false,
  onPress,
  children,
}: {
  readonly icon: ReactNode;
  readonly danger?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      onClick={onPress}
      className={cx(
        "flex min-h-8 w-full items-center gap-2.5 rounded-control px-2 py-1 text-left text-14 hover:bg-float-hover touch:min-h-11",
        danger && "text-danger",
      )}
    >
      <span className={cx("shrink-0", !danger && "text-ink-2")}>{icon}</span>
      <span className="min-w-0 flex-1">{children}</span>
    </button>
  );
}
