import type { Captured, DeviceFault } from "@parley/calls/devices";
import { effect, type ReadonlySignal, type Signal, signal, untracked } from "@parley/kernel";
import type { DeviceChoices } from "./device-choices.ts";
import { type DeviceList, watchDevices } from "./device-list.ts";
import type { Choice, Handing } from "./handing.ts";

/** What is shown of one's own camera or microphone before anybody else sees it. */
export type PreviewTrack =
  | { readonly state: "off" | "asking" }
  | {
      readonly state: "on";
      readonly track: MediaStreamTrack;
      readonly filtered: boolean;
      readonly blurring: Captured["blurring"];
    }
  | { readonly state: "fault"; readonly fault: DeviceFault | "gone" };

export interface Preview {
  readonly camera: ReadonlySignal<PreviewTrack>;
  readonly microphone: ReadonlySignal<PreviewTrack>;
  /** How loud the microphone is, 0 to 1. */
  readonly level: ReadonlySignal<number>;
  /** Null until it is known. */
  readonly devices: ReadonlySignal<DeviceList | null>;
  show(kind: "camera" | "microphone", on: boolean): void;
  /** Lets go of all devices, but hands these, where they are open, to whoever opens the same next. */
  close(handOn?: readonly ("camera" | "microphone")[]): void;
}

export interface PreviewParts {
  readonly capture: Handing;
  readonly choices: ReadonlySignal<DeviceChoices>;
  readonly watchLevel: (track: MediaStreamTrack, tell: (level: number) => void) => () => void;
  readonly faultOf: (thrown: unknown) => DeviceFault;
}

/** Opens what is chosen, for oneself alone. `close` must be called. */
export function createPreview({ capture, choices, watchLevel, faultOf }: PreviewParts): Preview {
  const devices = watchDevices(capture);
  const level = signal(0);
  const cameraChoice = () => {
    const { camera: preferred, blur } = choices.peek();
    return { preferred: preferred || undefined, blur };
  };
  const microphoneChoice = () => {
    const { microphone: preferred, noiseFilter: filter } = choices.peek();
    return { preferred: preferred || undefined, filter };
  };
  const camera = new Shown(
    () => capture.camera(cameraChoice()),
    () => `${choices.peek().blur !== "off"} ${choices.peek().camera}`,
    faultOf,
    devices.look,
  );
  const microphone = new Shown(
    () => capture.microphone(microphoneChoice()),
    () => `${choices.peek().noiseFilter} ${choices.peek().microphone}`,
    faultOf,
    devices.look,
  );
  const stops = [
    effect(() => {
      void choices.value;
      untracked(() => {
        camera.follow();
        microphone.follow();
      });
    }),
    effect(() => {
      const now = microphone.state.value;
      level.value = 0;
      if (now.state !== "on") return;
      return watchLevel(now.track, (next) => {
        level.value = next;
      });
    }),
    // More or less of the blur needs no other picture.
    effect(() => {
      const now = camera.state.value;
      const { blur } = choices.value;
      if (now.state === "on" && blur !== "off") now.blurring?.set(blur);
    }),
    // One that was missing or busy may be there now.
    effect(() => {
      if (devices.list.value === null) return;
      untracked(() => {
        camera.retry();
        microphone.retry();
      });
    }),
  ];
  return {
    camera: camera.state,
    microphone: microphone.state,
    level,
    devices: devices.list,
    show(kind, on) {
      (kind === "camera" ? camera : microphone).want(on);
    },
    close(handOn = []) {
      for (const stop of stops) stop();
      devices.stop();
      const hand = (kind: "camera" | "microphone", shown: Shown, choice: Choice) => {
        const open = handOn.includes(kind) ? shown.release() : null;
        if (open !== null) capture.keep(kind, choice, open);
        shown.want(false);
      };
      hand("camera", camera, cameraChoice());
      hand("microphone", microphone, microphoneChoice());
    },
  };
}

/** One device, open or not; one opening at a time. */
class Shown {
  readonly state: Signal<PreviewTrack> = signal({ state: "off" });
  readonly #open: () => Promise<Captured>;
  readonly #key: () => string;
  readonly #faultOf: (thrown: unknown) => DeviceFault;
  readonly #onOpen: () => void;
  #wanted = false;
  #captured: { readonly key: string; readonly from: Captured } | null = null;
  #opening = false;

  constructor(
    open: () => Promise<Captured>,
    key: () => string,
    faultOf: (thrown: unknown) => DeviceFault,
    onOpen: () => void,
  ) {
    this.#open = open;
    this.#key = key;
    this.#faultOf = faultOf;
    this.#onOpen = onOpen;
  }

  want(on: boolean): void {
    this.#wanted = on;
    if (on) return void this.#bring();
    this.#close();
    this.state.value = { state: "off" };
  }

  /** What is open, for somebody else to close; null where nothing is, or not what is chosen. */
  release(): Captured | null {
    const open = this.#captured;
    if (open === null || open.key !== this.#key()) return null;
    this.#captured = null;
    return open.from;
  }

  /** Another device is chosen. */
  follow(): void {
    if (!this.#wanted || this.#captured?.key === this.#key()) return;
    this.#close();
    void this.#bring();
  }

  retry(): void {
    const now = this.state.peek();
    if (now.state === "fault" && now.fault !== "blocked" && now.fault !== "unblurred") void this.#bring();
  }

  async #bring(): Promise<void> {
    if (this.#opening || this.#captured !== null) return;
    this.#opening = true;
    try {
      while (this.#wanted && this.#captured === null) {
        const key = this.#key();
        if (this.state.peek().state !== "fault") this.state.value = { state: "asking" };
        const from = await this.#open();
        if (!this.#wanted || key !== this.#key()) {
          from.close();
          continue;
        }
        this.#took(key, from);
      }
    } catch (thrown) {
      if (this.#wanted) this.#fail(this.#faultOf(thrown));
    } finally {
      this.#opening = false;
    }
  }

  #took(key: string, from: Captured): void {
    const track = from.media[0]?.track;
    if (track === undefined) {
      from.close();
      throw new Error("the device gave nothing");
    }
    this.#captured = { key, from };
    from.onEnd((why) => {
      if (this.#captured?.from !== from) return;
      this.#close();
      this.#fail(why === "broken" ? "unblurred" : "gone");
    });
    this.state.value = { state: "on", track, filtered: from.filtered, blurring: from.blurring };
    this.#onOpen();
  }

  /** The same words once more draw nothing anew. */
  #fail(fault: DeviceFault | "gone"): void {
    const now = this.state.peek();
    if (now.state !== "fault" || now.fault !== fault) this.state.value = { state: "fault", fault };
  }

  #close(): void {
    this.#captured?.from.close();
    this.#captured = null;
  }
}
