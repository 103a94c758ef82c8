import { Dialog } from "@base-ui/react/dialog";
import type { MediaContent, MessageItem, TimelineItem } from "@parley/matrix";
import { ChevronLeft, ChevronRight, Download, Maximize, X, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { MediaBodyProps } from "../../../shared/chat-slots.ts";
import { dateAndTime } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useBackCloses } from "../../../ui/back.ts";
import { cx } from "../../../ui/cx.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { safeName } from "../model/safe-name.ts";
import { mediaStrings } from "../strings/index.ts";
import { Fault } from "./Fault.tsx";
import { ProgressRing } from "./Progress.tsx";
import { mostOfSmall, usePicture, useSave } from "./use-media.ts";
import { useZoom } from "./use-zoom.ts";

type ImageItem = MessageItem & { readonly body: MediaContent };

const isImage = (item: TimelineItem): item is ImageItem =>
  item.type === "message" && item.body.type === "media" && item.body.media === "image" && item.body.source !== null;

const sign = "size-5";

/** The images of a room over the whole window, one at a time, beginning with `item`. */
export function Viewer({
  item,
  items,
  onClose,
}: Pick<MediaBodyProps, "items"> & { readonly item: MessageItem; readonly onClose: () => void }) {
  const t = useStrings(mediaStrings);
  const images = useSignal(items).filter(isImage);
  const [key, setKey] = useState(item.key);
  const at = images.findIndex((image) => image.key === key);
  // Taken away while it is looked at: the one that was opened stays.
  const shown = images[at] ?? (isImage(item) ? item : null);
  useBackCloses(true, onClose);
  if (shown === null) return null;
  const to = (by: number) => {
    const next = images[at + by];
    if (next !== undefined) setKey(next.key);
  };
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup className="scheme-dark fixed inset-0 z-50 flex flex-col bg-rail text-ink outline-none">
          <Stage
            key={shown.key}
            item={shown}
            place={at >= 0 && images.length > 1 ? t("place", { at: at + 1, all: images.length }) : null}
            onPrevious={at > 0 ? () => to(-1) : null}
            onNext={at >= 0 && at < images.length - 1 ? () => to(1) : null}
            onClose={onClose}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Keys of the viewer, wherever in it the focus is. */
function useKeys(keys: ReadonlyMap<string, () => void>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const act = latest.current.get(event.key);
      if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      // The room behind has keys of its own.
      event.stopPropagation();
      act();
    };
    document.addEventListener("keydown", onKeyDown, { capture: true });
    return () => document.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
}

interface StageProps {
  readonly item: ImageItem;
  readonly place: string | null;
  readonly onPrevious: (() => void) | null;
  readonly onNext: (() => void) | null;
  readonly onClose: () => void;
}

function Stage({ item, place, onPrevious, onNext, onClose }: StageProps) {
  const { body } = item;
  const t = useStrings(mediaStrings);
  const save = useSave();
  const small = usePicture(body.thumbnail?.source ?? null, { box: null, most: mostOfSmall });
  const { picture, again } = usePicture(body.source, { box: null, most: null });
  const name = safeName(body.name, t("unnamed"));
  const [natural, setNatural] = useState({ width: body.width ?? 800, height: body.height ?? 600 });
  const zoom = useZoom(natural, { onPrevious, onNext, onClose });
  const file = picture.state === "ready" || picture.state === "refused" ? picture.file : null;
  const url = picture.state === "ready" ? picture.url : small.picture.state === "ready" ? small.picture.url : null;

  useKeys(
    new Map<string, () => void>([
      ["ArrowLeft", () => (zoom.zoomed ? zoom.move(80, 0) : onPrevious?.())],
      ["ArrowRight", () => (zoom.zoomed ? zoom.move(-80, 0) : onNext?.())],
      ["ArrowUp", () => zoom.move(0, 80)],
      ["ArrowDown", () => zoom.move(0, -80)],
      ["+", zoom.zoomIn],
      ["=", zoom.zoomIn],
      ["-", zoom.zoomOut],
      ["0", zoom.reset],
    ]),
  );
  return (
    <>
      <header className="flex h-header shrink-0 items-center gap-1 pr-2 pl-4 phone:pl-3">
        <div className="min-w-0 flex-1">
          <Dialog.Title className="truncate font-medium text-14">
            <bdi>{name}</bdi>
          </Dialog.Title>
          <p className="truncate text-12 text-ink-2">
            {[t("sentBy", { name: item.senderName, time: dateAndTime(item.ts, t.language) }), place ?? ""]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        <span className="flex items-center gap-1 phone:hidden">
          <IconButton
            label={t("zoomOut")}
            keys="-"
            disabled={!zoom.zoomed}
            onClick={zoom.zoomOut}
            icon={<ZoomOut aria-hidden="true" className={sign} strokeWidth={1.75} />}
          />
          <IconButton
            label={t("zoomFit")}
            keys="0"
            disabled={!zoom.zoomed}
            onClick={zoom.reset}
            icon={<Maximize aria-hidden="true" className={sign} strokeWidth={1.75} />}
          />
          <IconButton
            label={t("zoomIn")}
            keys="+"
            onClick={zoom.zoomIn}
            icon={<ZoomIn aria-hidden="true" className={sign} strokeWidth={1.75} />}
          />
        </span>
        <IconButton
          label={t("downloadName", { name })}
          disabled={file === null}
          onClick={() => {
            if (file !== null) save(file, name);
          }}
          icon={<Download aria-hidden="true" className={sign} strokeWidth={1.75} />}
        />
        <IconButton
          label={t("close")}
          keys="Esc"
          onClick={onClose}
          icon={<X aria-hidden="true" className={sign} strokeWidth={1.75} />}
        />
      </header>
      <div
        ref={zoom.stage}
        {...zoom.handlers}
        className={cx(
          "relative min-h-0 flex-1 touch-none select-none overflow-hidden",
          zoom.zoomed ? "cursor-grab active:cursor-grabbing" : "cursor-zoom-in",
        )}
      >
        {url !== null && (
          <img
            src={url}
            alt={name}
            draggable={false}
            style={zoom.style}
            onLoad={(event) => {
              const { naturalWidth: width, naturalHeight: height } = event.currentTarget;
              // The small picture stands in the place of the whole one.
              if (picture.state === "ready" && width > 0) setNatural({ width, height });
            }}
            className="absolute max-w-none"
          />
        )}
        {picture.state === "loading" && (
          <span className="absolute inset-x-0 bottom-6 grid place-items-center">
            <span className="grid size-10 place-items-center rounded-full bg-float/90">
              <ProgressRing share={picture.share} label={t("loading", { name })} />
            </span>
          </span>
        )}
        {picture.state === "refused" && (
          <p className="absolute inset-0 grid place-items-center p-6 text-14 text-ink-2">
            {t(picture.why === "size" ? "tooManyPixels" : "cannotShow")}
          </p>
        )}
        {picture.state === "failed" && (
          <div className="absolute inset-x-0 bottom-6 grid place-items-center p-4">
            <Fault fault={picture.fault} onAgain={again} />
          </div>
        )}
      </div>
      {(onPrevious !== null || onNext !== null) && (
        <div className="pointer-events-none absolute inset-x-2 top-1/2 flex justify-between">
          <Step
            label={t("previous")}
            keys="←"
            act={onPrevious}
            icon={<ChevronLeft aria-hidden="true" className="size-6" />}
          />
          <Step label={t("next")} keys="→" act={onNext} icon={<ChevronRight aria-hidden="true" className="size-6" />} />
        </div>
      )}
    </>
  );
}

function Step({
  label,
  keys,
  act,
  icon,
}: {
  readonly label: string;
  readonly keys: string;
  readonly act: (() => void) | null;
  readonly icon: React.ReactNode;
}) {
  if (act === null) return <span />;
  return (
    <IconButton
      label={label}
      keys={keys}
      icon={icon}
      onClick={act}
      className="pointer-events-auto size-10! rounded-full! bg-float/90 text-ink! phone:not-focus-visible:sr-only"
    />
  );
}
