import type { Breakout } from "./make-blur.ts";

declare global {
  /** Chromium's, on a page. */
  var MediaStreamTrackProcessor:
    | (new (options: {
        readonly track: MediaStreamTrack;
      }) => { readonly readable: ReadableStream<VideoFrame> })
    | undefined;
  var MediaStreamTrackGenerator:
    | (new (options: {
        readonly kind: "video";
      }) => MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> })
    | undefined;
}

/** Null where the browser gives no pictures of a track to a page: Firefox and Safari. */
export function breakout(): Breakout | null {
  const { MediaStreamTrackProcessor: Processor, MediaStreamTrackGenerator: Generator } = globalThis;
  if (Processor === undefined || Generator === undefined || typeof OffscreenCanvas === "undefined") return null;
  return {
    frames: (track) => new Processor({ track }).readable,
    track: () => new Generator({ kind: "video" }),
  };
}

export const canBlur = (): boolean => breakout() !== null;
