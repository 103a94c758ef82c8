import type { CallVideo } from "@parley/calls";
import { useEffect, useRef } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { cx } from "../../../../ui/cx.ts";

/** What a camera or a screen shows. A screen is never cut; a camera is where its shape is near the tile's. */
export function VideoView({
  video,
  whole,
  mirrored,
}: {
  readonly video: CallVideo;
  readonly whole: boolean;
  readonly mirrored: boolean;
}) {
  const element = useRef<HTMLVideoElement>(null);
  const size = useSignal(video.size);
  useEffect(() => (element.current === null ? undefined : video.attach(element.current)), [video]);
  const upright = size !== null && size.height > size.width;
  return (
    <video
      ref={element}
      muted
      autoPlay
      playsInline
      disablePictureInPicture
      className={cx(
        "pointer-events-none absolute inset-0 size-full",
        whole || upright ? "object-contain" : "object-cover",
        mirrored && "-scale-x-100",
      )}
    />
  );
}
