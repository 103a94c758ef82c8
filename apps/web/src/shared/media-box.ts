import type { MediaContent } from "@parley/matrix";

/** The place that a picture takes in the timeline, in CSS pixels. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

const most: Box = { width: 420, height: 320 };
const least: Box = { width: 64, height: 48 };
/** Where a message does not say how large its picture is. */
const unknown: Box = { width: 280, height: 200 };

/** Fits a picture into the timeline: never larger than it is, never a thread. What lies about its size is cropped. */
export function boxOf(width: number | null, height: number | null): Box {
  if (width === null || height === null || width === 0 || height === 0) return unknown;
  const scale = Math.min(1, most.width / width, most.height / height);
  return {
    width: Math.round(Math.max(least.width, width * scale)),
    height: Math.round(Math.max(least.height, height * scale)),
  };
}

/** Where the sizes of a picture or a film stand in its message. */
export function mediaBox({ width, height, thumbnail }: MediaContent): Box {
  return boxOf(width ?? thumbnail?.width ?? null, height ?? thumbnail?.height ?? null);
}

/** A card with a name, as sounds and other files have it, with what stands around it. */
const cardHeight = 72;
const around = 8;

/** How high a media message is in a column of `width`, words apart: known before anything is loaded. */
export function mediaHeight(body: MediaContent, width: number): number {
  if (body.media === "audio" || body.media === "file" || body.source === null) return cardHeight;
  const box = mediaBox(body);
  return Math.round(box.height * Math.min(1, width / box.width)) + around;
}
