import { Download, LoaderCircle, Pause, Play } from "lucide-react";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import type { MediaBodyProps } from "../../../shared/chat-slots.ts";
import { byteSize } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { cx } from "../../../ui/cx.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { playTime } from "../model/play-time.ts";
import { safeName } from "../model/safe-name.ts";
import { playedType } from "../model/shown-type.ts";
import { soundAlone } from "../model/sound-alone.ts";
import { mediaStrings } from "../strings/index.ts";
import { Fault } from "./Fault.tsx";
import { FileBody } from "./FileBody.tsx";
import { FileName } from "./FileName.tsx";
import { cardClass } from "./MediaPlace.tsx";
import { Sending } from "./Sending.tsx";
import { useFile, useSave } from "./use-media.ts";

/** How far an arrow key goes. */
const keyStepMs = 5_000;

/** A thin line, filled as far as it has been played, with a round thumb while it can be moved. */
const slider = cx(
  "h-4 min-w-0 flex-1 cursor-pointer appearance-none rounded-full bg-transparent disabled:cursor-default touch:-my-3.5 touch:h-11",
  "[&::-webkit-slider-runnable-track]:h-1 [&::-webkit-slider-runnable-track]:rounded-full",
  "played-track",
  "[&::-webkit-slider-thumb]:-mt-1 [&::-webkit-slider-thumb]:size-3 [&::-webkit-slider-thumb]:appearance-none",
  "[&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:bg-accent disabled:[&::-webkit-slider-thumb]:opacity-0",
  "[&::-moz-range-track]:h-1 [&::-moz-range-track]:rounded-full [&::-moz-range-track]:bg-line-control",
  "[&::-moz-range-progress]:h-1 [&::-moz-range-progress]:rounded-full [&::-moz-range-progress]:bg-accent",
  "[&::-moz-range-thumb]:size-3 [&::-moz-range-thumb]:border-0 [&::-moz-range-thumb]:bg-accent disabled:[&::-moz-range-thumb]:opacity-0",
  "forced:appearance-auto",
);

/** A sound: its name, how long it is, and a small player; fetched when it is to be played. */
export function AudioBody(props: MediaBodyProps) {
  const { body, item, onCancel } = props;
  const t = useStrings(mediaStrings);
  const type = playedType(body.mimetype);
  const player = useRef<HTMLAudioElement>(null);
  const { loaded, load } = useFile(body.source, type ?? "");
  const save = useSave();
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(body.duration ?? 0);
  const [broken, setBroken] = useState(false);
  const url = loaded.state === "ready" ? loaded.url : null;
  const name = safeName(body.name, t("unnamed"));
  const wants = useRef(false);

  useEffect(() => {
    // Asked to play, and now it is there. Where the browser refuses, the button stays as it is.
    if (url !== null && wants.current) player.current?.play().catch(() => {});
  }, [url]);

  if (type === null || broken) return <FileBody {...props} note={t("cannotPlay")} />;
  const toggle = () => {
    wants.current = !playing;
    if (url === null) void load();
    else if (playing) player.current?.pause();
    else player.current?.play().catch(() => {});
  };
  const seek = (next: number) => {
    setAt(next);
    if (player.current !== null) player.current.currentTime = next / 1000;
  };
  const download = async () => {
    wants.current = false;
    const file = await load();
    if (file !== null) save(file, name);
  };
  const share = (100 * Math.min(at, length)) / Math.max(1, length);
  const played: CSSProperties & Record<"--played", string> = { "--played": `${share}%` };
  const facts = [
    length > 0 ? (at > 0 ? `${playTime(at)} / ${playTime(length)}` : playTime(length)) : "",
    body.size === null ? "" : byteSize(body.size, t.language),
  ];
  return (
    <div className="my-1 w-90 max-w-full">
      <div className={cardClass.replace("my-1 ", "")}>
        <IconButton
          label={t(playing ? "pause" : "play")}
          onClick={toggle}
          className="size-10! touch:size-11! rounded-full! bg-accent-fill text-on-accent! hover:bg-accent-fill-hover!"
          icon={
            loaded.state === "loading" ? (
              <LoaderCircle aria-hidden="true" className="size-5 animate-turn" strokeWidth={1.75} />
            ) : playing ? (
              <Pause aria-hidden="true" className="size-5 fill-current" strokeWidth={1.75} />
            ) : (
              <Play aria-hidden="true" className="ml-0.5 size-5 fill-current" strokeWidth={1.75} />
            )
          }
        />
        <div className="min-w-0 flex-1">
          <FileName name={name} />
          <div className="flex items-center gap-2">
            <input
              type="range"
              min={0}
              max={Math.max(1, length)}
              step={100}
              value={Math.min(at, Math.max(1, length))}
              disabled={url === null || length === 0}
              aria-label={t("position")}
              aria-valuetext={`${playTime(at)} / ${playTime(length)}`}
              onChange={(event) => seek(Number(event.currentTarget.value))}
              onKeyDown={(event) => {
                const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
                if (by === undefined) return;
                // A step of the slider is too little to be heard.
                event.preventDefault();
                seek(Math.min(length, Math.max(0, at + by * keyStepMs)));
              }}
              className={slider}
              style={played}
            />
            <span className="shrink-0 text-12 text-ink-2 tabular-nums">{facts.filter(Boolean).join(" · ")}</span>
          </div>
        </div>
        <Sending item={item} onCancel={onCancel} />
        {item.send === null && (
          <IconButton
            label={t("downloadName", { name })}
            icon={<Download aria-hidden="true" className="size-5" strokeWidth={1.75} />}
            onClick={() => void download()}
          />
        )}
      </div>
      {url !== null && (
        // biome-ignore lint/a11y/useMediaCaption: people's own sounds carry none
        <audio
          ref={player}
          src={url}
          onPlay={(event) => {
            soundAlone(event.currentTarget);
            setPlaying(true);
          }}
          onPause={() => setPlaying(false)}
          onTimeUpdate={(event) => setAt(event.currentTarget.currentTime * 1000)}
          onDurationChange={(event) => {
            const seconds = event.currentTarget.duration;
            if (Number.isFinite(seconds)) setLength(seconds * 1000);
          }}
          onError={() => setBroken(true)}
        />
      )}
      {loaded.state === "failed" && (
        <div className="mt-1 text-left *:text-left">
          <Fault fault={loaded.fault} onAgain={() => void load()} />
        </div>
      )}
    </div>
  );
}
