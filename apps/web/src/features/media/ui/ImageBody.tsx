import type { MediaContent, MediaSource } from "@parley/matrix";
import { lazy, Suspense, useState } from "react";
import type { MediaBodyProps } from "../../../shared/chat-slots.ts";
import { codeOf } from "../../../shared/explain.ts";
import { mediaBox } from "../../../shared/media-box.ts";
import { byteSize } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { cx } from "../../../ui/cx.ts";
import type { Picture } from "../model/pictures.ts";
import { safeName } from "../model/safe-name.ts";
import { mediaStrings } from "../strings/index.ts";
import { Blurhash } from "./Blurhash.tsx";
import { Fault } from "./Fault.tsx";
import { FileBody } from "./FileBody.tsx";
import { placeStyle } from "./MediaPlace.tsx";
import { ProgressRing } from "./Progress.tsx";
import { placeOn, Sending } from "./Sending.tsx";
import { mostOfSmall, usePicture } from "./use-media.ts";

const Viewer = lazy(async () => ({ default: (await import("./Viewer.tsx")).Viewer }));

/** An image is fetched by itself up to so many bytes, whatever is said of it; beyond, when it is asked for. */
const asksBeyond = 8_000_000;
/** A moving picture moves in the timeline up to so many bytes. */
const movesUpTo = 4 * 1024 * 1024;

const still = () => globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches === true;

/** What is shown in the timeline: the small picture where there is one, unless the whole one moves and is light. */
function timelineSource(body: MediaContent): MediaSource | null {
  const moves = body.mimetype === "image/gif" && (body.size ?? 0) <= movesUpTo && !still();
  return body.thumbnail === null || moves ? body.source : body.thumbnail.source;
}

/** An image in the timeline: its place and blurhash first, then itself; the viewer behind it. */
export function ImageBody(props: MediaBodyProps) {
  const { body, item, onCancel } = props;
  const t = useStrings(mediaStrings);
  const [asked, setAsked] = useState(false);
  /** The address that could not be decoded. */
  const [broken, setBroken] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const heavy = body.thumbnail === null && (body.size ?? 0) > asksBeyond && body.source?.at !== "here";
  const { width, height } = mediaBox(body);
  const small = timelineSource(body);
  const wanted = asked ? (body.source ?? small) : heavy ? null : small;
  const bound = small === body.source ? asksBeyond : mostOfSmall;
  const { picture, again } = usePicture(wanted, {
    box: { width: width * 2, height: height * 2 },
    most: asked ? null : bound,
  });
  /** More came than was said. */
  const more = !asked && picture.state === "failed" && codeOf(picture.fault) === "MATRIX_TOO_LARGE";
  const name = safeName(body.name, t("unnamed"));

  // What is no picture by its bytes, or too much of one, is a file like any other.
  if (picture.state === "refused" || (picture.state === "ready" && picture.url === broken)) {
    const tooMany = picture.state === "refused" && picture.why === "size";
    return <FileBody {...props} note={t(tooMany ? "tooManyPixels" : "cannotShow")} />;
  }
  const said = placeOn(width);
  return (
    <>
      <div className="relative my-1 max-w-full overflow-hidden rounded-card bg-hover" style={placeStyle(body)}>
        <Blurhash hash={body.blurhash} />
        {picture.state === "ready" && (
          <button
            type="button"
            aria-label={t("openImage", { name })}
            aria-haspopup="dialog"
            onClick={() => setOpen(true)}
            className="absolute inset-0 cursor-zoom-in -outline-offset-2"
          >
            <Shown url={picture.url} name={name} fills={body.width !== null} onBroken={() => setBroken(picture.url)} />
          </button>
        )}
        {wanted === null || more ? (
          <Centre>
            <button
              type="button"
              onClick={() => setAsked(true)}
              className="scheme-dark min-h-8 rounded-control bg-float/90 px-3 text-14 text-ink hover:bg-float touch:min-h-11"
            >
              {t("loadFile", {
                size: more ? `> ${byteSize(bound, t.language)}` : byteSize(body.size ?? 0, t.language),
              })}
            </button>
          </Centre>
        ) : (
          <Waiting picture={picture} hasHash={body.blurhash !== null} name={name} again={again} />
        )}
        {said === "over" && <Sending item={item} onCancel={onCancel} place="over" />}
        {open && (
          <Suspense fallback={null}>
            <Viewer item={item} items={props.items} onClose={() => setOpen(false)} />
          </Suspense>
        )}
      </div>
      {said === "below" && <Sending item={item} onCancel={onCancel} place="below" />}
    </>
  );
}

function Shown({
  url,
  name,
  fills,
  onBroken,
}: {
  readonly url: string;
  readonly name: string;
  readonly fills: boolean;
  readonly onBroken: () => void;
}) {
  const [there, setThere] = useState(false);
  return (
    <img
      src={url}
      alt={name}
      decoding="async"
      draggable={false}
      onLoad={() => setThere(true)}
      onError={onBroken}
      className={cx(
        "size-full transition-opacity duration-enter",
        fills ? "object-cover" : "object-contain",
        there ? "opacity-100" : "opacity-0",
      )}
    />
  );
}

function Waiting({
  picture,
  hasHash,
  name,
  again,
}: {
  readonly picture: Picture;
  readonly hasHash: boolean;
  readonly name: string;
  readonly again: () => void;
}) {
  const t = useStrings(mediaStrings);
  if (picture.state === "failed") {
    return (
      <div className={cx("absolute inset-0 grid place-items-center p-2", hasHash && "bg-content/85")}>
        <Fault fault={picture.fault} onAgain={again} />
      </div>
    );
  }
  // A ring only where there is something to count: what comes at once needs no sign.
  if (picture.state !== "loading" || picture.share === null || picture.share === 1) return null;
  return (
    <Centre>
      <span className="scheme-dark grid size-10 place-items-center rounded-full bg-float/90">
        <ProgressRing share={picture.share} label={t("loading", { name })} />
      </span>
    </Centre>
  );
}

export function Centre({ children }: { readonly children: React.ReactNode }) {
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center *:pointer-events-auto">{children}</div>
  );
}
