import type { MediaContent } from "@parley/matrix";
import type { CSSProperties } from "react";
import { mediaBox } from "../../../shared/media-box.ts";

/** As wide as the picture is where there is room, and always of its shape. */
export function placeStyle(body: MediaContent): CSSProperties {
  const { width, height } = mediaBox(body);
  return { width, aspectRatio: `${width} / ${height}` };
}

/** How cards of files and sounds stand in a message. */
export const cardClass =
  "my-1 flex h-16 w-90 max-w-full items-center gap-3 rounded-card border border-line bg-raised pr-2 pl-3";

/** The place of a media message, empty. */
export function MediaPlace({ body }: { readonly body: MediaContent }) {
  if (body.media === "audio" || body.media === "file" || body.source === null) return <div className={cardClass} />;
  return <div className="my-1 max-w-full rounded-card bg-hover" style={placeStyle(body)} />;
}
