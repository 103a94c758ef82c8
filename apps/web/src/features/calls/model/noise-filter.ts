import type { MakeNoiseFilter } from "@parley/calls/devices";
import plainUrl from "@sapphi-red/web-noise-suppressor/rnnoise.wasm?url";
import simdUrl from "@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url";
import workletUrl from "@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url";

/** RNNoise beside the page, in the browser's own thread for sound; all of it comes from our own server. */
export const makeNoiseFilter: MakeNoiseFilter = async (context) => {
  const { loadRnnoise, RnnoiseWorkletNode } = await import("@sapphi-red/web-noise-suppressor");
  const [wasmBinary] = await Promise.all([
    loadRnnoise({ url: plainUrl, simdUrl }),
    context.audioWorklet.addModule(workletUrl),
  ]);
  const node = new RnnoiseWorkletNode(context, { maxChannels: 1, wasmBinary });
  return { node, close: () => node.destroy() };
};
