/** What is used of MediaPipe's own runtime, which its package ships without types. */
declare module "@mediapipe/selfie_segmentation/selfie_segmentation_solution_simd_wasm_bin.js" {
  interface Deletable {
    delete(): void;
  }
  interface List<T> extends Deletable {
    push_back(item: T): void;
  }
  interface Texture {
    readonly glName: number;
    readonly width: number;
    readonly height: number;
  }
  interface GraphOption {
    readonly calculatorName: string;
    readonly calculatorIndex: number;
    readonly calculatorType: string;
    readonly fieldName: string;
    readonly valueNumber: number;
    readonly valueBoolean: boolean;
    readonly valueString: string;
  }
  interface Packets extends Deletable {
    pushTexture2d(packet: Texture & { readonly stream: string; readonly timestamp: number }): void;
  }
  interface Results {
    get(index: number): (Texture & Deletable) | undefined;
  }
  interface Solution extends Deletable {
    loadGraph(graph: ArrayBuffer): void;
    overrideFile(path: string, file: ArrayBuffer): void;
    changeOptions(options: List<GraphOption>): void;
    attachMultiListener(streams: List<string>, listener: unknown): void;
    send(packets: Packets): void;
  }
  export interface Runtime {
    canvas: OffscreenCanvas;
    readonly GL: {
      createContext(canvas: OffscreenCanvas, attributes: object): number;
      makeContextCurrent(context: number): boolean;
    };
    createTexture(): number;
    bindTexture2d(texture: number): void;
    readonly SolutionWasm: new () => Solution;
    readonly StringList: new () => List<string>;
    readonly PacketDataList: new () => Packets;
    readonly GraphOptionChangeRequestList: new () => List<GraphOption>;
    readonly PacketListener: { implement(listener: { onResults(results: Results): void }): unknown };
  }
  export default function createRuntime(options: {
    readonly locateFile: () => string;
    readonly print: () => void;
    readonly printErr: () => void;
  }): Promise<Runtime>;
}
