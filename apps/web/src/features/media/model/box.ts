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
