import type { SpaceSummary } from "@parley/matrix";
import { useMediaImage } from "../../../../shared/use-media-image.ts";
import { cx } from "../../../../ui/cx.ts";
import { initialsOf } from "../../../../ui/hue.ts";

/** What a server looks like wherever it is a tile: its picture, or two letters of its name. Fills the tile. */
export function SpaceFace({
  space,
  className,
}: {
  readonly space: Pick<SpaceSummary, "name" | "avatarMxc">;
  readonly className?: string;
}) {
  const src = useMediaImage(space.avatarMxc, 44);
  // Drawn, not written: the name of the link is the whole name.
  if (src === null) {
    return <span data-initials={initialsOf(space.name, 2)} className="before:content-[attr(data-initials)]" />;
  }
  return <img src={src} alt="" draggable={false} className={cx("size-full object-cover", className)} />;
}
