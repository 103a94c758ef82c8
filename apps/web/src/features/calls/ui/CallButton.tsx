import type { CallIntent, RoomSummary } from "@parley/matrix";
import { ChevronDown, Phone, Settings2, Video } from "lucide-react";
import { useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useViewport } from "../../../shared/viewport.ts";
import { cx } from "../../../ui/cx.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { callStrings } from "../strings/index.ts";
import { useCallsHere, useEntry } from "./calls-here.ts";
import { useCurrentCall, useGoing, useInCall, useOnAnother } from "./current.ts";
import { JoinWithDialog } from "./devices/JoinWith.tsx";

const sign = { "aria-hidden": true, className: "size-5", strokeWidth: 1.75 } as const;

/**
 * In a room's header: *Start call*, or *Join* with how many are in. Two buttons, voice and video; on a phone one that
 * opens a menu.
 */
export function CallButton({ room }: { readonly room: RoomSummary }) {
  const t = useStrings(callStrings);
  const current = useCurrentCall();
  const phone = useViewport() === "phone";
  const count = useInCall(room.id);
  const here = useCallsHere();
  const details = useSignal(useSession().rooms.details(room.id));
  const may = details?.permissions.startCall === true && details.callRights.join;
  const entryOf = useEntry();
  const onAnother = useOnAnother(room.id, count > 0);
  const inside = useGoing()?.roomId === room.id;
  const [asking, setAsking] = useState(false);
  // A voice channel has its own way in, in the place of the stage.
  if (here !== true || !may || inside || room.voice) return null;
  const running = count > 0;
  const direct = room.kind === "direct";
  const go = (intent: CallIntent) => current.join(room.id, entryOf(intent, direct, details.callRights));
  const withDevices = (
    <MenuItem icon={<Settings2 {...sign} className="size-4" />} onSelect={() => setAsking(true)}>
      {t(running ? "joinWith" : "startWith")}
    </MenuItem>
  );
  const prepare = () => current.prepare(room.id);
  const ahead = { onPointerEnter: prepare, onFocus: prepare };
  const join = (
    <button
      type="button"
      data-call="join"
      aria-label={onAnother ? `${t("joinNamed", { n: count })}. ${t("onAnother")}` : t("joinNamed", { n: count })}
      {...ahead}
      {...(phone ? {} : { onClick: () => go("audio") })}
      className={cx(
        "flex h-8 shrink-0 items-center gap-1.5 rounded-control bg-accent-fill px-2.5 font-medium text-14 text-on-accent",
        "transition-colors hover:bg-accent-fill-hover touch:h-11",
      )}
    >
      <Phone {...sign} className="size-4" />
      {!phone && t(onAnother ? "joinToo" : "join")}
      <span className="tabular-nums">{count}</span>
    </button>
  );
  // The dialog stays where it is in the tree when the window becomes narrow or wide.
  return (
    <>
      {phone ? (
        <Menu
          align="end"
          trigger={
            running ? (
              join
            ) : (
              <IconButton data-call="start" label={t("call")} tip={false} icon={<Phone {...sign} />} {...ahead} />
            )
          }
        >
          <MenuItem icon={<Phone {...sign} className="size-4" />} onSelect={() => go("audio")}>
            {t(running ? "joinVoice" : "startVoice")}
            {onAnother && <span className="block text-12 text-ink-2">{t("onAnother")}</span>}
          </MenuItem>
          <MenuItem icon={<Video {...sign} className="size-4" />} onSelect={() => go("video")}>
            {t(running ? "joinVideo" : "startVideo")}
          </MenuItem>
          {withDevices}
        </Menu>
      ) : (
        <>
          {running ? (
            join
          ) : (
            <IconButton
              data-call="start"
              label={t("startVoice")}
              onClick={() => go("audio")}
              icon={<Phone {...sign} />}
              {...ahead}
            />
          )}
          <IconButton
            label={t(running ? "joinVideo" : "startVideo")}
            onClick={() => go("video")}
            icon={<Video {...sign} />}
            {...ahead}
          />
          <Menu
            align="end"
            trigger={
              <IconButton
                label={t("more")}
                tip={false}
                className="-ml-1.5 w-7"
                icon={<ChevronDown {...sign} className="size-4" />}
              />
            }
          >
            {withDevices}
          </Menu>
        </>
      )}
      {asking && <JoinWithDialog room={room} onClose={() => setAsking(false)} />}
    </>
  );
}
