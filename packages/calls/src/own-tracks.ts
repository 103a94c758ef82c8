import { type Clock, computed, type Log, type ReadonlySignal, type Signal, signal } from "@parley/kernel";
import type { Blur, BlurState, Entry, NoiseState, OwnTrack } from "./contract.ts";
import type { Blurring } from "./sending/blur.ts";
import type { Capture, ScreenMode } from "./sending/capture.ts";
import type { SendingParts, SendingRoom } from "./sending/publishing.ts";
import { Sending, type Want } from "./sending/sending.ts";

/** Microphone, camera and screen of this device, kept over reconnections. */
export interface OwnTracks {
  readonly microphone: ReadonlySignal<OwnTrack>;
  readonly camera: ReadonlySignal<OwnTrack>;
  readonly screen: ReadonlySignal<OwnTrack>;
  readonly noise: ReadonlySignal<NoiseState>;
  readonly blur: ReadonlySignal<BlurState>;
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  setScreen(on: boolean, mode?: ScreenMode): Promise<void>;
  setNoiseFilter(on: boolean): Promise<void>;
  setBlur(blur: Blur): Promise<void>;
  /** An empty id is the system's choice. */
  use(device: "microphone" | "camera", deviceId: string): Promise<void>;
  /** Brings what is published in line with what is wanted. It is done by itself whenever a connection stands again. */
  publish(): Promise<void>;
  /** Lets every device go. */
  stop(): void;
}

export interface OwnTracksParts {
  readonly room: SendingRoom;
  readonly capture: Capture;
  readonly devices: Entry["devices"];
  /** What the room lets one send now. */
  readonly may?: ((right: "speak" | "video" | "screen") => boolean) | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** As in `SendingParts`, for tests. */
  readonly wrap?: SendingParts["wrap"] | undefined;
}

export function createOwnTracks(parts: OwnTracksParts): OwnTracks {
  return new Own(parts);
}

class Own implements OwnTracks {
  readonly #capture: Capture;
  readonly #may: NonNullable<OwnTracksParts["may"]>;
  readonly #microphone: Sending;
  readonly #camera: Sending;
  readonly #screen: Sending;
  readonly #all: readonly Sending[];
  readonly #release: () => void;
  readonly noise: Signal<NoiseState>;
  readonly blur: ReadonlySignal<BlurState>;
  readonly #blur: Signal<Blur>;
  /** Of the camera that was opened last. */
  readonly #blurring: Signal<Blurring | null> = signal(null);
  #devices: { readonly microphone: string | undefined; readonly camera: string | undefined };
  #filter: boolean;
  #screens = 0;

  constructor({ capture, devices, may = () => true, ...rest }: OwnTracksParts) {
    this.#capture = capture;
    this.#may = may;
    this.#devices = { microphone: named(devices?.microphone), camera: named(devices?.camera) };
    this.#filter = devices?.noiseFilter === true;
    this.noise = signal(this.#filter ? "on" : "off");
    this.#microphone = new Sending({ ...rest, name: "microphone" });
    this.#camera = new Sending({ ...rest, name: "camera" });
    this.#screen = new Sending({ ...rest, name: "screen" });
    this.#blur = signal(devices?.blur ?? "off");
    this.blur = computed<BlurState>(() => {
      if (this.#blur.value === "off") return "off";
      return this.camera.value.on && this.#blurring.value?.slow.value === true ? "slow" : "on";
    });
    this.#all = [this.#microphone, this.#camera, this.#screen];
    this.#release = capture.onChange(() => void this.#devicesChanged().catch(() => {}));
  }

  get microphone() {
    return this.#microphone.state;
  }
  get camera() {
    return this.#camera.state;
  }
  get screen() {
    return this.#screen.state;
  }

  /** The track is there muted or not: opening it takes no time then. */
  setMicrophone(on: boolean): Promise<void> {
    if (!this.#may("speak")) return this.#microphone.refuse(on);
    return this.#microphone.set(this.#wantMicrophone(), !on);
  }

  /** Off means let go: the lamp beside it goes out. */
  setCamera(on: boolean): Promise<void> {
    if (on && !this.#may("video")) return this.#camera.refuse(on);
    return this.#camera.set(on ? this.#wantCamera() : null, false);
  }

  /** Each time it is turned on the browser asks what is to be shared. */
  setScreen(on: boolean, mode: ScreenMode = "text"): Promise<void> {
    if (on && !this.#may("screen")) return this.#screen.refuse(on);
    this.#screens += 1;
    const want: Want = {
      key: `${mode} ${this.#screens}`,
      open: () => this.#capture.screen(mode),
      whenGone: "end",
    };
    return this.#screen.set(on ? want : null, false);
  }

  async setNoiseFilter(on: boolean): Promise<void> {
    if (on === this.#filter) return;
    this.#filter = on;
    this.noise.value = on ? "on" : "off";
    await this.#choose();
  }

  async setBlur(blur: Blur): Promise<void> {
    this.#blur.value = blur;
    await this.#choose();
    // More or less of it needs no other picture.
    if (blur !== "off") this.#camera.captured?.blurring?.set(blur);
  }

  async use(device: "microphone" | "camera", deviceId: string): Promise<void> {
    if (this.#devices[device] === named(deviceId)) return;
    this.#devices = { ...this.#devices, [device]: named(deviceId) };
    await this.#choose();
  }

  async publish(): Promise<void> {
    await Promise.all(this.#all.map((sending) => sending.settle()));
  }

  stop(): void {
    this.#release();
    for (const sending of this.#all) sending.stop();
  }

  /** What is open goes over to what is chosen now. */
  async #choose(): Promise<void> {
    const [microphone, camera] = [this.#wantMicrophone(), this.#wantCamera()];
    if (differs(this.#microphone.want, microphone)) await this.#microphone.set(microphone, this.#microphone.muted);
    if (differs(this.#camera.want, camera)) await this.#camera.set(camera, false);
  }

  #wantMicrophone(): Want {
    const preferred = this.#devices.microphone;
    const filter = this.#filter;
    return {
      key: `${filter} ${preferred ?? ""}`,
      open: async () => {
        const captured = await this.#capture.microphone({ preferred, filter });
        if (filter === this.#filter) this.noise.value = !filter ? "off" : captured.filtered ? "on" : "unavailable";
        return captured;
      },
      // Whoever speaks wants to be heard, by whatever there is.
      whenGone: "another",
    };
  }

  #wantCamera(): Want {
    const preferred = this.#devices.camera;
    const blurred = this.#blur.peek() !== "off";
    return {
      key: `${blurred} ${preferred ?? ""}`,
      open: async (exact) => {
        const captured = await this.#capture.camera({ preferred, exact, blur: blurred ? this.#blur.peek() : "off" });
        this.#blurring.value = captured.blurring;
        const now = this.#blur.peek();
        if (now !== "off") captured.blurring?.set(now);
        return captured;
      },
      // Another camera may look at what nobody should see.
      whenGone: "wait",
    };
  }

  async #devicesChanged(): Promise<void> {
    const found = await this.#capture.list();
    const ids = new Set(found.map(({ deviceId }) => deviceId));
    this.#camera.back(ids);
    this.#microphone.back(ids);
    const inputs = found.filter(({ kind }) => kind === "audioinput");
    // None was there before: others do not hear it, and opening it takes no time later.
    if (this.#microphone.want === null && this.microphone.peek().fault === "missing" && inputs.length > 0) {
      return await this.#microphone.set(this.#wantMicrophone(), true);
    }
    const open = this.#microphone.captured;
    if (open === null) return;
    const wanted = this.#devices.microphone;
    const chosen = inputs.find(({ deviceId }) => deviceId === (wanted ?? "default"));
    const same = wanted === undefined ? chosen?.groupId === open.groupId : chosen?.deviceId === open.deviceId;
    // The chosen one is back, or the system's default is another now.
    if (chosen !== undefined && open.groupId !== undefined && !same) await this.#microphone.reopen();
  }
}

const differs = (before: Want | null, after: Want): boolean => before !== null && before.key !== after.key;

/** `default` and the empty id both are the system's choice. */
const named = (deviceId: string | undefined): string | undefined =>
  deviceId === undefined || deviceId === "" || deviceId === "default" ? undefined : deviceId;
