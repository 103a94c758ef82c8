import createRuntime, {
  type Runtime,
} from "@mediapipe/selfie_segmentation/selfie_segmentation_solution_simd_wasm_bin.js";
import { createMaskPainter, type MaskPainter } from "./mask-painter.ts";
import { boxOf, type Mask } from "./painter.ts";

/** Where the parts of it lie on our own server. */
export interface SegmenterFiles {
  readonly wasm: string;
  readonly graph: string;
  readonly model: string;
}

/** Tells people from what is behind them. */
export interface Segmenter {
  /** Good until the next call. */
  maskOf(picture: CanvasImageSource, size: { readonly width: number; readonly height: number }): Mask;
}

/** What MediaPipe's model for pictures wider than high looks at. It is much quicker than the one for squares. */
const width = 256;
const height = 144;
const modelPath = "third_party/mediapipe/modules/selfie_segmentation/selfie_segmentation_landscape.tflite";

/** Rejects where it cannot work: no WebGL 2, or the parts do not come. Its parts are let go with the worker it runs in. */
export async function loadSegmenter(files: SegmenterFiles): Promise<Segmenter> {
  const quiet = () => {};
  const [runtime, graph, model] = await Promise.all([
    createRuntime({ locateFile: () => files.wasm, print: quiet, printErr: quiet }),
    fetchBytes(files.graph),
    fetchBytes(files.model),
  ]);
  const canvas = new OffscreenCanvas(width, height);
  const gl = contextOf(runtime, canvas);
  const solution = new runtime.SolutionWasm();
  solution.loadGraph(graph);
  solution.overrideFile(modelPath, model);
  const found = listen(
    runtime,
    solution,
    createMaskPainter(gl, (texture) => runtime.bindTexture2d(texture)),
  );
  choose(runtime, solution, isSoftware(gl));

  const small = new OffscreenCanvas(width, height);
  const pen = small.getContext("2d", { willReadFrequently: true });
  if (pen === null) throw new Error("no canvas");
  const texture = runtime.createTexture();
  let at = 0;
  return {
    maskOf(picture, size) {
      const box = boxOf(size, { width, height });
      pen.clearRect(0, 0, width, height);
      pen.drawImage(picture, box.x, box.y, box.width, box.height);
      gl.activeTexture(gl.TEXTURE0);
      runtime.bindTexture2d(texture);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, small);
      runtime.bindTexture2d(0);
      const packets = new runtime.PacketDataList();
      at += 1;
      // Each later than the one before: nothing else is made of it.
      packets.pushTexture2d({ glName: texture, width, height, stream: "input_frames_gpu", timestamp: at * 1000 });
      found.count = 0;
      solution.send(packets);
      packets.delete();
      if (found.count === 0) throw new Error("no mask came");
      return { picture: canvas, box };
    },
  };
}

function contextOf(runtime: Runtime, canvas: OffscreenCanvas): WebGL2RenderingContext {
  runtime.canvas = canvas;
  const made = runtime.GL.createContext(canvas, { alpha: true, antialias: false, majorVersion: 2 });
  if (made === 0) throw new Error("no WebGL 2");
  runtime.GL.makeContextCurrent(made);
  const gl = canvas.getContext("webgl2");
  if (gl === null) throw new Error("no WebGL 2");
  return gl;
}

/** Drawn by the processor: it then does the model's sums much quicker by itself. */
function isSoftware(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL);
  return /swiftshader|llvmpipe|software|basic render/iu.test(String(name));
}

type Solution = InstanceType<Runtime["SolutionWasm"]>;

/** The mask is drawn into the canvas of the runtime whenever one comes: within `send`. */
function listen(runtime: Runtime, solution: Solution, painter: MaskPainter): { count: number } {
  const found = { count: 0 };
  const streams = new runtime.StringList();
  streams.push_back("segmentation_mask");
  const listener = runtime.PacketListener.implement({
    onResults(results) {
      const mask = results.get(0);
      if (mask === undefined) return;
      painter.paint(mask.glName, mask.width, mask.height);
      found.count += 1;
      mask.delete();
    },
  });
  solution.attachMultiListener(streams, listener);
  streams.delete();
  return found;
}

/** Source: the package's own `selfie_segmentation.js`, which sets the same of the graph. */
function choose(runtime: Runtime, solution: Solution, byProcessor: boolean): void {
  const options = new runtime.GraphOptionChangeRequestList();
  const none = { calculatorName: "", calculatorIndex: 0, valueNumber: 0, valueBoolean: false, valueString: "" };
  options.push_back({
    ...none,
    calculatorName: "ConstantSidePacketCalculatorModelSelection",
    calculatorType: "ConstantSidePacketCalculator",
    fieldName: "int_value",
    valueNumber: 1,
  });
  options.push_back({
    ...none,
    calculatorType: "InferenceCalculator",
    fieldName: "use_cpu_inference",
    valueBoolean: byProcessor,
  });
  solution.changeOptions(options);
  options.delete();
}

async function fetchBytes(url: string): Promise<ArrayBuffer> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`a part of the blur did not come: ${answer.status}`);
  return answer.arrayBuffer();
}
