import { Download, Play, X } from "lucide-react";
import { useRef, useState } from "react";
import type { MediaBodyProps } from "../../../shared/chat-slots.ts";
import { mediaBox } from "../../../shared/media-box.ts";
import { byteSize } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { cx } from "../../../ui/cx.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { playTime } from "../model/play-time.ts";
import { safeName } from "../model/safe-name.ts";
import { playedType } from "../model/shown-type.ts";
import { soundAlone } from "../model/sound-alone.ts";
import { mediaStrings } from "../strings/index.ts";
import { Blurhash } from "./Blurhash.tsx";
import { Fault } from "./Fault.tsx";
import { FileBody } from "./FileBody.tsx";
import { Centre } from "./ImageBody.tsx";
import { placeStyle } from "./MediaPlace.tsx";
import { ProgressRing } from "./Progress.tsx";
import { placeOn, Sending } from "./Sending.tsx";
import { mostOfSmall, useFile, usePicture, useSave } from "./use-media.ts";

/** The button that started it had the focus, and is gone: its keys play, pause and seek from now on. */
function takeFocus(film: HTMLVideoElement | null): void {
  if (document.activeElement === document.body) film?.focus({ preventScroll: true });
}

/** A video: a frame of it, how long and how large it is; fetched when it is to be played. */
export function VideoBody(props: MediaBodyProps) {
  const { body, item, onCancel } = props;
  const t = useStrings(mediaStrings);
  const type = playedType(body.mimetype);
  const { picture } = usePicture(body.thumbnail?.source ?? null, { box: null, most: mostOfSmall });
  const { loaded, load, cancel } = useFile(body.source, type ?? "");
  const save = useSave();
  const [broken, setBroken] = useState(false);
  /** Fetched to be saved, not to be played. */
  const [only, setOnly] = useState(false);
  const plays = useRef(false);
  const name = safeName(body.name, t("unnamed"));
  if (type === null || broken) return <FileBody {...props} note={t("cannotPlay")} />;
  const facts = [body.duration === null ? "" : playTime(body.duration), size(body.size, t.language)].filter(Boolean);
  const play = () => {
    setOnly(false);
    plays.current = true;
    void load();
  };
  const download = async () => {
    if (!plays.current) setOnly(true);
    const file = await load();
    if (file !== null) save(file, name);
  };
  const said = placeOn(mediaBox(body).width);
  return (
    <>
      <div
        className="group/film relative my-1 max-w-full overflow-hidden rounded-card bg-hover"
        style={placeStyle(body)}
      >
        <Blurhash hash={body.blurhash} />
        {picture.state === "ready" && (
          <img src={picture.url} alt="" className="absolute inset-0 size-full object-cover" />
        )}
        {loaded.state === "ready" && !only ? (
          // biome-ignore lint/a11y/useMediaCaption: people's own films carry none
          <video
            ref={takeFocus}
            tabIndex={0}
            src={loaded.url}
            controls
            controlsList="nodownload"
            autoPlay
            onPlay={(event) => soundAlone(event.currentTarget)}
            onError={() => setBroken(true)}
            playsInline
            aria-label={name}
            className="absolute inset-0 size-full bg-code object-contain"
          />
        ) : loaded.state === "failed" ? (
          <div className="absolute inset-0 grid place-items-center bg-content/85 p-2">
            <Fault fault={loaded.fault} onAgain={play} />
          </div>
        ) : (
          <>
            <Centre>
              {loaded.state === "loading" ? (
                <span className="scheme-dark flex items-center gap-1 rounded-control bg-float/90 py-1 pr-1 pl-2 text-ink">
                  <ProgressRing share={loaded.share} label={t("loading", { name })} />
                  <IconButton
                    size="sm"
                    label={t("cancelLoad")}
                    icon={<X aria-hidden="true" className="size-4" strokeWidth={1.75} />}
                    onClick={cancel}
                  />
                </span>
              ) : (
                <button
                  type="button"
                  aria-label={t("playVideo", { name })}
                  onClick={play}
                  className="scheme-dark grid size-14 place-items-center rounded-full bg-float/90 text-ink transition-colors hover:bg-float"
                >
                  <Play aria-hidden="true" className="ml-0.5 size-6 fill-current" strokeWidth={1.75} />
                </button>
              )}
            </Centre>
            {facts.length > 0 && (
              <span
                className={cx(
                  "scheme-dark absolute left-2 rounded-control bg-float/90 px-1.5 text-12 text-ink tabular-nums",
                  item.body.type === "media" && item.send !== null ? "top-2" : "bottom-2",
                )}
              >
                {facts.join(" · ")}
              </span>
            )}
          </>
        )}
        {item.send === null && loaded.state !== "failed" && (
          <span
            className={cx(
              "scheme-dark absolute top-2 right-2 rounded-control bg-float/90 transition-opacity",
              // Over a film that plays it stands back, as its other controls do.
              loaded.state === "ready" &&
                !only &&
                "opacity-0 focus-within:opacity-100 group-hover/film:opacity-100 touch:opacity-100",
            )}
          >
            <IconButton
              label={t("downloadName", { name })}
              icon={<Download aria-hidden="true" className="size-5" strokeWidth={1.75} />}
              onClick={() => void download()}
            />
          </span>
        )}
        {said === "over" && <Sending item={item} onCancel={onCancel} place="over" />}
      </div>
      {said === "below" && <Sending item={item} onCancel={onCancel} place="below" />}
    </>
  );
}

const size = (bytes: number | null, language: "en" | "es"): string => (bytes === null ? "" : byteSize(bytes, language));
