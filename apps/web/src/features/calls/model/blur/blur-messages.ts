import type { SegmenterFiles } from "./segmenter.ts";

/** What the page tells the worker that blurs. */
export type BlurOrder =
  | {
      readonly order: "begin";
      readonly frames: ReadableStream<VideoFrame>;
      readonly out: WritableStream<VideoFrame>;
      readonly files: SegmenterFiles;
      readonly blur: "light" | "strong";
    }
  | { readonly order: "set"; readonly blur: "light" | "strong" }
  | { readonly order: "end" };

/** What it answers. `ended`: nothing is held any more. */
export type BlurNews =
  | { readonly news: "begun" | "ended" }
  | { readonly news: "slow"; readonly slow: boolean }
  | { readonly news: "broken"; readonly reason: string };
