import type { CallVideo } from "@parley/calls";
import { useEffect, useRef, useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { cx } from "../../../../ui/cx.ts";

/**
 * What a camera or a screen shows; what lies under it is seen until the first picture is there. A screen is never cut; a
 * camera is where its shape is near the tile's.
 */
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
  const [seen, setSeen] = useState<CallVideo | null>(null);
  useEffect(() => {
    if (element.current === null) return;
    const off = video.attach(element.current);
    return () => {
      setSeen(null);
      off();
    };
  }, [video]);
  const upright = size !== null && size.height > size.width;
  return (
    <video
      ref={element}
      muted
      autoPlay
      playsInline
      disablePictureInPicture
      onLoadedData={() => setSeen(video)}
      className={cx(
        "pointer-events-none absolute inset-0 size-full bg-rail transition-opacity",
        whole || upright ? "object-contain" : "object-cover",
        mirrored && "-scale-x-100",
        seen !== video && "opacity-0",
      )}
    />
  );
}
