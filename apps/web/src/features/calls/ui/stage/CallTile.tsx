import type { Participant } from "@parley/calls";
import { MicOff, MonitorUp, WifiLow, WifiOff } from "lucide-react";
import type { CSSProperties } from "react";
import { MediaAvatar } from "../../../../shared/MediaAvatar.tsx";
import { useNow } from "../../../../shared/time.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { cx } from "../../../../ui/cx.ts";
import type { Tile } from "../../model/tiles.ts";
import { stageStrings } from "./strings/index.ts";
import type { Face } from "./use-people.ts";
import { VideoView } from "./VideoView.tsx";

const chip = "flex items-center gap-1.5 rounded-control bg-stage/80 px-2 py-1 text-13 text-ink";
const icon = { "aria-hidden": true, className: "size-4 shrink-0", strokeWidth: 1.75 } as const;
const longMs = 10_000;

/** How large a tile is drawn: what has room in it, and how large a face is. */
export type TileScale = "large" | "medium" | "small";
const faces = { large: 88, medium: 64, small: 40 } as const;

/** Somebody, or a screen. A press keeps it large, or lets it go. */
export function CallTile({
  tile,
  face,
  scale,
  large,
  style,
  onPin,
}: {
  readonly tile: Tile;
  readonly face: Face;
  readonly scale: TileScale;
  readonly large: boolean;
  readonly style?: CSSProperties;
  readonly onPin: () => void;
}) {
  const t = useStrings(stageStrings);
  const { participant, video } = tile;
  const screen = tile.kind === "screen";
  const name = !screen ? face.name : participant.own ? t("yourScreen") : t("screenOf", { name: face.name });
  const speaks = participant.speaking && !screen;
  const hidden = participant.waiting || participant.locked;
  return (
    <li
      style={style}
      data-tile={tile.kind}
      className={cx(
        "relative grid shrink-0 place-items-center overflow-hidden rounded-card forced:border",
        large || screen ? "bg-rail" : "bg-content",
      )}
    >
      {video !== null && !hidden ? (
        <VideoView video={video} whole={large || screen} mirrored={participant.own && !screen} />
      ) : (
        <span className="flex flex-col items-center gap-2">
          <MediaAvatar
            id={participant.member.userId}
            name={face.plain}
            mxc={face.mxc}
            size={faces[scale]}
            dimmed={hidden}
          />
          {hidden && <Missing participant={participant} scale={scale} />}
        </span>
      )}
      <span className="pointer-events-none absolute inset-x-2 bottom-2 flex items-end justify-between gap-2">
        <span className={cx(chip, "min-w-0")}>
          {screen ? <MonitorUp {...icon} /> : <MicrophoneSign participant={participant} />}
          <bdi className="min-w-0 truncate">{name}</bdi>
          {speaks && <span className="sr-only">, {t("speaking")}</span>}
        </span>
      </span>
      {!screen && !participant.waiting && <QualitySign participant={participant} scale={scale} />}
      {speaks && (
        <span aria-hidden="true" className="pointer-events-none absolute inset-0 rounded-card border-2 border-good" />
      )}
      <button
        type="button"
        aria-pressed={large}
        aria-label={large ? t("unpin") : t("pin", { name })}
        onClick={onPin}
        // Within the tile, which would cut a ring around it.
        className="-outline-offset-4 absolute inset-0 rounded-card"
      />
    </li>
  );
}

function MicrophoneSign({ participant: { microphone, waiting } }: { readonly participant: Participant }) {
  const t = useStrings(stageStrings);
  if (microphone === "on" || waiting) return null;
  return (
    <>
      <MicOff {...icon} />
      <span className="sr-only">{t(microphone === "muted" ? "muted" : "noMicrophone")}, </span>
    </>
  );
}

/** Why nothing is seen or heard of somebody yet. */
function Missing({ participant, scale }: { readonly participant: Participant; readonly scale: TileScale }) {
  const t = useStrings(stageStrings);
  const now = useNow("second");
  // By the homeserver's clock, which is near enough for so coarse a word.
  const long = now - participant.member.joinedAt > longMs;
  const words = participant.waiting ? t(long ? "waitingLong" : "waiting") : t("locked");
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
  const Sign = quality === "poor" ? WifiLow : WifiOff;
  return (
    <span
      className={cx(
        chip,
        "pointer-events-none absolute top-2 right-2",
        quality === "poor" ? "text-warn" : "text-danger",
      )}
    >
      <Sign {...icon} />
      <span className={scale === "large" ? "" : "sr-only"}>{t(quality)}</span>
    </span>
  );
}
