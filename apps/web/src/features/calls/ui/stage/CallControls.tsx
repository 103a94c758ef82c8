import type { Call, Entry } from "@parley/calls";
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
import { lazy, Suspense, useState } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { printedKeys } from "../../../../shared/shortcuts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { Menu, MenuItem } from "../../../../ui/Menu.tsx";
import { CameraMenu, MicrophoneMenu, MoreMenu } from "../devices/DeviceMenus.tsx";
import { TalkHint } from "../devices/TalkHint.tsx";
import { SignControls } from "../signs/SignControls.tsx";
import { Round } from "./Round.tsx";
import { stageStrings } from "./strings/index.ts";
import { callKeys } from "./use-call-keys.ts";

const DevicesDialog = lazy(async () => ({ default: (await import("../devices/DevicesDialog.tsx")).DevicesDialog }));

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const sign = { "aria-hidden": true, className: "size-5", strokeWidth: 1.75 } as const;

/** Phones cannot share their screen from a browser. */
const canShare = (): boolean => typeof navigator.mediaDevices?.getDisplayMedia === "function";

/** Microphone, camera, screen, chat; leaving is red and alone. */
export function CallControls({
  call,
  entry,
  chat,
  news,
  onChat,
  onLeave,
}: {
  /** Null while it is being loaded: nothing can be turned yet, but all stands in its place. */
  readonly call: Call | null;
  readonly entry: Entry;
  readonly chat: boolean;
  /** Something was written that one has not read. */
  readonly news: boolean;
  readonly onChat: () => void;
  readonly onLeave: () => void;
}) {
  const t = useStrings(stageStrings);
  const phone = useViewport() === "phone";
  const { rooms } = useSession();
  const [devices, setDevices] = useState(false);
  const openDevices = () => setDevices(true);
  // The browser is not asked for the microphone of who may not speak.
  const microphone = call === null || rooms.details(call.roomId).peek()?.callRights.speak !== false;
  return (
    <>
      {call !== null && <TalkHint call={call} />}
      <div
        role="toolbar"
        aria-label={t("controls")}
        className="flex shrink-0 flex-wrap items-center justify-center gap-2.5 p-3 phone:gap-1 phone:px-2"
      >
        {call === null ? <Waiting entry={entry} /> : <TrackControls call={call} onDevices={openDevices} />}
        {call !== null && <SignControls call={call} />}
        <Round
          label={t(chat ? "hideChat" : news ? "showChatNews" : "showChat")}
          news={news && !chat}
          keys={printedKeys(callKeys.chat, isMac)}
          aria-expanded={chat}
          data-call-chat=""
          look={chat ? "active" : "plain"}
          onClick={onChat}
        >
          <MessageSquare {...sign} />
        </Round>
        {phone && call !== null && <MoreMenu onDevices={openDevices} />}
        <Round
          label={t("leave")}
          keys={printedKeys(callKeys.leave, isMac)}
          look="leave"
          className="ml-4 phone:ml-1"
          onClick={onLeave}
        >
          <PhoneOff {...sign} />
        </Round>
      </div>
      {devices && (
        <Suspense>
          <DevicesDialog listens={microphone} onClose={() => setDevices(false)} />
        </Suspense>
      )}
    </>
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

function TrackControls({ call, onDevices }: { readonly call: Call; readonly onDevices: () => void }) {
  const t = useStrings(stageStrings);
  // No room for more than fingers need: what more there is stands in one menu.
  const split = useViewport() !== "phone";
  const microphone = useSignal(call.microphone);
  const camera = useSignal(call.camera);
  return (
    <>
      <Round
        label={t(microphone.on ? "mute" : "unmute")}
        keys={printedKeys(callKeys.microphone, isMac)}
        track={microphone}
        split={split}
        look={microphone.on ? "plain" : "off"}
        onClick={() => void call.setMicrophone(!microphone.on)}
      >
        {microphone.on ? <Mic {...sign} /> : <MicOff {...sign} />}
      </Round>
      {split && <MicrophoneMenu onDevices={onDevices} />}
      <Round
        label={t(camera.on ? "cameraOff" : "cameraOn")}
        keys={printedKeys(callKeys.camera, isMac)}
        track={camera}
        split={split}
        look={camera.on ? "plain" : "off"}
        onClick={() => void call.setCamera(!camera.on)}
      >
        {camera.on ? <Video {...sign} /> : <VideoOff {...sign} />}
      </Round>
      {split && <CameraMenu onDevices={onDevices} />}
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
