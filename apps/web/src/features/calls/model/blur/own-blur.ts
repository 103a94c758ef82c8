import graph from "@mediapipe/selfie_segmentation/selfie_segmentation.binarypb?url";
import model from "@mediapipe/selfie_segmentation/selfie_segmentation_landscape.tflite?url";
import wasm from "@mediapipe/selfie_segmentation/selfie_segmentation_solution_simd_wasm_bin.wasm?url";
import type { MakeBlur } from "@parley/calls/devices";
import { systemClock } from "@parley/kernel";
import { breakout } from "./breakout.ts";
import { createMakeBlur } from "./make-blur.ts";

/** MediaPipe's segmentation in a worker; all of it comes from our own server. */
export const makeBlur: MakeBlur = (camera, blur) => {
  const parts = breakout();
  if (parts === null) return Promise.reject(new Error("this browser gives no pictures of a track"));
  const make = createMakeBlur({
    ...parts,
    worker: () => new Worker(new URL("./blur.worker.ts", import.meta.url), { type: "module" }),
    files: { wasm, graph, model },
    clock: systemClock,
  });
  return make(camera, blur);
};
