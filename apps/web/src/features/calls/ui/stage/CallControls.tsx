import type { Call, Entry, OwnTrack } from "@parley/calls";
import {
  FileText,
  Film,
  MessageSquare,
  Mic,
  MicOff,
  MonitorUp,
  MonitorX,
  PhoneOff,
  Video,
  VideoOff,
} from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { printedKeys } from "../../../../shared/shortcuts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { Menu, MenuItem } from "../../../../ui/Menu.tsx";
import { Tooltip } from "../../../../ui/Tooltip.tsx";
import { stageStrings } from "./strings/index.ts";
import { callKeys } from "./use-call-keys.ts";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const sign = { "aria-hidden": true, className: "size-5", strokeWidth: 1.75 } as const;

/** Phones cannot share their screen from a browser. */
const canShare = (): boolean => typeof navigator.mediaDevices?.getDisplayMedia === "function";

/** Microphone, camera, screen, chat; leaving is red and alone. */
export function CallControls({
  call,
  entry,
  chat,
  onChat,
  onLeave,
}: {
  /** Null while it is being loaded: nothing can be turned yet, but all stands in its place. */
  readonly call: Call | null;
  readonly entry: Entry;
  readonly chat: boolean;
  readonly onChat: () => void;
  readonly onLeave: () => void;
}) {
  const t = useStrings(stageStrings);
  return (
    <div role="toolbar" aria-label={t("controls")} className="flex shrink-0 items-center justify-center gap-2.5 p-3">
      {call === null ? <Waiting entry={entry} /> : <TrackControls call={call} />}
      <Round
        label={t(chat ? "hideChat" : "showChat")}
        aria-expanded={chat}
        data-call-chat=""
        look={chat ? "active" : "plain"}
        onClick={onChat}
      >
        <MessageSquare {...sign} />
      </Round>
      <Round label={t("leave")} look="leave" className="ml-4" onClick={onLeave}>
        <PhoneOff {...sign} />
      </Round>
    </div>
  );
}

/** As one comes in: open or closed as one has chosen. */
function Waiting({ entry }: { readonly entry: Entry }) {
  const t = useStrings(stageStrings);
  return (
    <>
      <Round label={t(entry.microphone ? "mute" : "unmute")} aria-disabled look="plain" className="opacity-50">
        {entry.microphone ? <Mic {...sign} /> : <MicOff {...sign} />}
      </Round>
      <Round label={t(entry.camera ? "cameraOff" : "cameraOn")} aria-disabled look="plain" className="opacity-50">
        {entry.camera ? <Video {...sign} /> : <VideoOff {...sign} />}
      </Round>
      {canShare() && (
        <Round label={t("share")} aria-disabled look="plain" className="opacity-50">
          <MonitorUp {...sign} />
        </Round>
      )}
    </>
  );
}

function TrackControls({ call }: { readonly call: Call }) {
  const t = useStrings(stageStrings);
  const microphone = useSignal(call.microphone);
  const camera = useSignal(call.camera);
  return (
    <>
      <Round
        label={t(microphone.on ? "mute" : "unmute")}
        keys={printedKeys(callKeys.microphone, isMac)}
        track={microphone}
        look={microphone.on ? "plain" : "off"}
        onClick={() => void call.setMicrophone(!microphone.on)}
      >
        {microphone.on ? <Mic {...sign} /> : <MicOff {...sign} />}
      </Round>
      <Round
        label={t(camera.on ? "cameraOff" : "cameraOn")}
        keys={printedKeys(callKeys.camera, isMac)}
        track={camera}
        look={camera.on ? "plain" : "off"}
        onClick={() => void call.setCamera(!camera.on)}
      >
        {camera.on ? <Video {...sign} /> : <VideoOff {...sign} />}
      </Round>
      {canShare() && <ScreenControl call={call} />}
    </>
  );
}

function ScreenControl({ call }: { readonly call: Call }) {
  const t = useStrings(stageStrings);
  const screen = useSignal(call.screen);
  if (screen.on) {
    return (
      <Round
        label={t("stopSharing")}
        keys={printedKeys(callKeys.screen, isMac)}
        track={screen}
        look="active"
        onClick={() => void call.setScreen(false)}
      >
        <MonitorX {...sign} />
      </Round>
    );
  }
  const small = { ...sign, className: "size-4" };
  return (
    <Menu
      side="top"
      align="center"
      trigger={
        <Round label={t("share")} tip={false} track={screen} look="plain">
          <MonitorUp {...sign} />
        </Round>
      }
    >
      <MenuItem icon={<FileText {...small} />} onSelect={() => void call.setScreen(true, "text")}>
        {t("shareText")}
        <span className="block text-12 text-ink-2">{t("shareTextHint")}</span>
      </MenuItem>
      <MenuItem icon={<Film {...small} />} onSelect={() => void call.setScreen(true, "motion")}>
        {t("shareMotion")}
        <span className="block text-12 text-ink-2">{t("shareMotionHint")}</span>
      </MenuItem>
    </Menu>
  );
}

const looks = {
  plain: "bg-float text-ink hover:bg-float-hover data-popup-open:bg-float-hover",
  off: "bg-ink text-stage hover:bg-ink-2",
  active: "bg-selected text-accent hover:bg-float-hover",
  leave: "bg-danger-fill text-on-danger hover:bg-danger-fill-hover",
} as const;

function Round({
  label,
  keys,
  look,
  track,
  tip = true,
  className,
  children,
  ...rest
}: Omit<ComponentProps<"button">, "aria-label"> & {
  readonly label: string;
  readonly keys?: string;
  readonly look: keyof typeof looks;
  readonly track?: OwnTrack;
  readonly tip?: boolean;
  readonly children: ReactNode;
}) {
  const button = (
    <button
      {...rest}
      type="button"
      aria-label={label}
      aria-busy={track?.busy || undefined}
      className={cx(
        "relative grid h-12 shrink-0 place-items-center rounded-full transition-colors forced:border",
        look === "leave" ? "w-16" : "w-12",
        looks[look],
        track?.busy && "animate-pulse",
        className,
      )}
    >
      {children}
      {track?.fault != null && (
        <span
          aria-hidden="true"
          className="-top-0.5 -right-0.5 absolute grid size-5 place-items-center rounded-full bg-warn font-semibold text-12 text-stage"
        >
          !
        </span>
      )}
    </button>
  );
  return tip ? (
    <Tooltip label={label} {...(keys === undefined ? {} : { keys })}>
      {button}
    </Tooltip>
  ) : (
    button
  );
}
