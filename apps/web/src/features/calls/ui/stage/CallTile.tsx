import type { Participant } from "@parley/calls";
import { Ellipsis, EyeOff, MicOff, MonitorUp, TriangleAlert, VolumeX, WifiOff } from "lucide-react";
import { type CSSProperties, type MouseEvent, type ReactNode, useContext, useRef, useState } from "react";
import { useLongPress } from "../../../../shared/long-press.ts";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { ClockContext, useNow } from "../../../../shared/time.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { alike, type Tile } from "../../model/tiles.ts";
import { PersonPopover } from "../person/PersonPopover.tsx";
import { TileSigns } from "../signs/TileSigns.tsx";
import { FullScreen } from "./FullScreen.tsx";
import { stageStrings } from "./strings/index.ts";
import type { TileWorld } from "./tile-world.ts";
import type { Face } from "./use-people.ts";
import { VideoView } from "./VideoView.tsx";

const chip = "flex items-center gap-1.5 rounded-control bg-stage/80 px-2 py-1 text-13 text-ink";
const icon = { "aria-hidden": true, className: "size-4 shrink-0", strokeWidth: 1.75 } as const;
const longMs = 10_000;

/** How large a tile is drawn: what has room in it, and how large a face is. */
export type TileScale = "large" | "medium" | "small";
const faces = { large: 88, medium: 64, small: 40 } as const;

interface CallTileProps {
  readonly tile: Tile;
  readonly world: TileWorld;
  readonly scale: TileScale;
  readonly large: boolean;
  readonly style?: CSSProperties;
}

/** Somebody, or a screen. A press keeps it large, or lets it go; its menu has the rest. */
export function CallTile({ tile, world, scale, large, style }: CallTileProps) {
  const t = useStrings(stageStrings);
  const { participants, view, forMe } = world;
  const { participant, video } = tile;
  useSignal(forMe.changed);
  const menu = useTileMenu();
  const tileRef = useRef<HTMLLIElement>(null);
  const face = world.faceOf(participant, participants);
  const screen = tile.kind === "screen";
  const name = !screen ? face.name : participant.own ? t("yourScreen") : t("screenOf", { name: face.name });
  const speaks = participant.speaking && !screen;
  const missing = participant.waiting || participant.locked;
  const hidden = video !== null && !forMe.isShown(tile.key, participant.own);
  const pin = () => {
    view.pinned.value = large ? alike : tile.key;
  };
  return (
    <li
      ref={tileRef}
      style={style}
      data-tile={tile.kind}
      {...menu.props}
      className={cx(
        "group/tile relative grid shrink-0 place-items-center overflow-hidden rounded-card forced:border",
        large || screen ? "bg-rail" : "bg-content",
      )}
    >
      {screen ? (
        <MonitorUp aria-hidden="true" className="size-8 text-ink-3" strokeWidth={1.75} />
      ) : (
        <Nobody face={face} participant={participant} cutOff={isCutOff(participants)} scale={scale} />
      )}
      {video !== null && !missing && !hidden && (
        <VideoView video={video} whole={large || screen} mirrored={participant.own && !screen} />
      )}
      <span className="pointer-events-none absolute inset-x-2 bottom-2 flex items-end justify-between gap-2">
        <span className={cx(chip, "min-w-0")}>
          {screen ? <MonitorUp {...icon} /> : <MicrophoneSign participant={participant} />}
          {!screen && !participant.own && forMe.voiceOf(participant.member.userId).muted && (
            <Mark sign={<VolumeX {...icon} />}>{t("mutedForMe")}</Mark>
          )}
          {hidden && <Mark sign={<EyeOff {...icon} />}>{t("hiddenForMe")}</Mark>}
          <bdi className="min-w-0 truncate">{name}</bdi>
          {speaks && <span className="sr-only">, {t("speaking")}</span>}
        </span>
        {!screen && <TileSigns signs={world.signs} identity={participant.identity} small={scale === "small"} />}
      </span>
      {!screen && !participant.waiting && <QualitySign participant={participant} scale={scale} />}
      {speaks && (
        <span aria-hidden="true" className="pointer-events-none absolute inset-0 rounded-card border-2 border-good" />
      )}
      <button
        type="button"
        aria-pressed={large}
        aria-label={large ? t("unpin") : t("pin", { name })}
        onClick={pin}
        // Within the tile, which would cut a ring around it.
        className="-outline-offset-4 absolute inset-0 rounded-card"
      />
      {screen && video !== null && !participant.own && <FullScreen tile={tileRef} />}
      <PersonPopover
        roomId={world.roomId}
        forMe={forMe}
        participant={participant}
        name={face.name}
        picture={{ key: tile.key, kind: tile.kind, there: video !== null, large, onPin: pin }}
        open={menu.open}
        onOpenChange={menu.setOpen}
        trigger={
          <IconButton
            label={t("more", { name })}
            tip={false}
            size="sm"
            data-tile-menu=""
            icon={<Ellipsis {...icon} />}
            className="absolute top-1.5 right-1.5 bg-stage/80 text-ink opacity-0 transition-opacity focus-visible:opacity-100 group-focus-within/tile:opacity-100 group-hover/tile:opacity-100 data-popup-open:opacity-100 touch:top-0 touch:right-0 touch:bg-transparent touch:opacity-100 touch:[&>svg]:size-6 touch:[&>svg]:rounded-control touch:[&>svg]:bg-stage/80 touch:[&>svg]:p-1"
          />
        }
      />
    </li>
  );
}

/** The right button, the menu key or a resting finger open what the tile's own button does. */
function useTileMenu() {
  const [open, setOpen] = useState(false);
  const press = useLongPress(useContext(ClockContext), () => {
    setOpen(true);
    return true;
  });
  const onContextMenu = (event: MouseEvent) => {
    // Of layers that opened from here it is told, too.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
    event.preventDefault();
    setOpen(true);
  };
  return { open, setOpen, props: { ...press, onContextMenu } };
}

/** Who it is, while there is no picture of them; and why nothing is seen or heard of them yet. */
function Nobody({
  face,
  participant,
  cutOff,
  scale,
}: {
  readonly face: Face;
  readonly participant: Participant;
  /** It is one's own connection that is broken: that is said once, below. */
  readonly cutOff: boolean;
  readonly scale: TileScale;
}) {
  const missing = participant.waiting || participant.locked;
  return (
    <span className="flex flex-col items-center gap-2">
      <MediaAvatar
        id={participant.member.userId}
        name={face.plain}
        mxc={face.mxc}
        size={faces[scale]}
        dimmed={missing}
      />
      {missing && !cutOff && !participant.own && <Missing participant={participant} scale={scale} />}
    </span>
  );
}

const isCutOff = (participants: readonly Participant[]): boolean => participants.some(({ own, lost }) => own && lost);

function Mark({ sign, children }: { readonly sign: ReactNode; readonly children: string }) {
  return (
    <>
      {sign}
      <span className="sr-only">{children}, </span>
    </>
  );
}

function MicrophoneSign({ participant: { microphone, waiting } }: { readonly participant: Participant }) {
  const t = useStrings(stageStrings);
  if (microphone === "on" || waiting) return null;
  return <Mark sign={<MicOff {...icon} />}>{t(microphone === "muted" ? "muted" : "noMicrophone")}</Mark>;
}

function Missing({ participant, scale }: { readonly participant: Participant; readonly scale: TileScale }) {
  const t = useStrings(stageStrings);
  const now = useNow("second");
  // By the homeserver's clock, which is near enough for so coarse a word.
  const long = now - participant.member.joinedAt > longMs;
  const waits = participant.lost ? "waitingAgain" : long ? "waitingLong" : "waiting";
  const words = t(participant.waiting ? waits : "locked");
  return (
    <span
      className={cx("flex items-center gap-1.5 px-3 text-center text-ink-2", scale === "small" ? "text-12" : "text-13")}
    >
      {words}
    </span>
  );
}

function QualitySign({
  participant: { quality },
  scale,
}: {
  readonly participant: Participant;
  readonly scale: TileScale;
}) {
  const t = useStrings(stageStrings);
  if (quality !== "poor" && quality !== "lost") return null;
  const Sign = quality === "poor" ? TriangleAlert : WifiOff;
  return (
    <span
      className={cx(
        chip,
        "pointer-events-none absolute top-2 left-2",
        quality === "poor" ? "text-warn" : "text-danger",
      )}
    >
      <Sign {...icon} />
      <span className={scale === "small" ? "sr-only" : ""}>{t(quality)}</span>
    </span>
  );
}
