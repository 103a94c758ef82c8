import type { MakeNoiseFilter } from "@parley/calls/devices";
import wasmUrl from "@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url";
import workletUrl from "@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url";

/** RNNoise beside the page, in the browser's own thread for sound; all of it comes from our own server. */
export const makeNoiseFilter: MakeNoiseFilter = async (context) => {
  const { loadRnnoise, RnnoiseWorkletNode } = await import("@sapphi-red/web-noise-suppressor");
  const [wasmBinary] = await Promise.all([
    // Every browser that we build for has SIMD.
    loadRnnoise({ url: wasmUrl, simdUrl: wasmUrl }),
    context.audioWorklet.addModule(workletUrl),
  ]);
  const node = new RnnoiseWorkletNode(context, { maxChannels: 1, wasmBinary });
  return { node, close: () => node.destroy() };
};
