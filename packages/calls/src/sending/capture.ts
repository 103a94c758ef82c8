import { type Clock, sleep } from "@parley/kernel";
import type { Blur } from "../contract.ts";
import { type Blurring, beginBlur, type MakeBlur } from "./blur.ts";

/** What a track shows or lets hear. */
export type Source = "microphone" | "camera" | "screen" | "screen-sound";

/** What a device, or a screen, gives until it is closed. */
export interface Captured {
  readonly media: readonly { readonly source: Source; readonly track: MediaStreamTrack }[];
  /** Which device it is, as far as the browser says. */
  readonly deviceId: string | undefined;
  readonly groupId: string | undefined;
  /** Noise is held back by the filter that was handed in. */
  readonly filtered: boolean;
  /** What blurs the background, where that was asked for. */
  readonly blurring: Blurring | null;
  /** Called once when the device goes away or the browser's own bar ends it, or when what works on it broke; not by `close`. */
  onEnd(listener: (why: "gone" | "broken") => void): void;
  close(): void;
}

/** Opens what one sends. All reject with what the browser says: `deviceFaultOf` puts it into our words. */
export interface Capture {
  microphone(choice: DeviceChoice & { readonly filter: boolean }): Promise<Captured>;
  /** With a blur it rejects rather than to show what is behind somebody. */
  camera(choice: DeviceChoice & { readonly blur?: Blur }): Promise<Captured>;
  screen(mode: ScreenMode): Promise<Captured>;
  /** The devices that are there; names are empty until one was allowed. */
  list(): Promise<readonly MediaDeviceInfo[]>;
  /** Told when devices come or go; the answer takes the listener back. */
  onChange(listener: () => void): () => void;
}

/** `preferred`: another one will do. `exact`: none but this. Without either: the browser's choice. */
export interface DeviceChoice {
  readonly preferred?: string | undefined;
  readonly exact?: string | undefined;
}

export type ScreenMode = "text" | "motion";

/**
 * A part of a sound graph that lets voices through and holds noise back, for a context of 48 kHz. Rejects where it cannot
 * be had.
 */
export type MakeNoiseFilter = (context: AudioContext) => Promise<{ readonly node: AudioNode; close(): void }>;

/** How long the filter may take to load, and then to begin; sound goes out without it otherwise. */
const filterMs = 8000;
const workingMs = 3000;

/** `devices`: undefined where the page came without TLS. `makeFilter`, `makeBlur`: null where there is none. */
export function createCapture(
  devices: MediaDevices | undefined,
  clock: Clock,
  makeFilter: MakeNoiseFilter | null,
  makeBlur: MakeBlur | null = null,
): Capture {
  if (devices === undefined) return unsupported;
  return {
    async microphone({ filter, ...choice }) {
      const filtering = filter && makeFilter !== null;
      const open = async (noiseSuppression: boolean): Promise<MediaStream> =>
        await openChosen(choice, (device) =>
          devices.getUserMedia({
            audio: { ...device, echoCancellation: true, autoGainControl: true, noiseSuppression },
          }),
        );
      const stream = await open(!filtering);
      if (!filtering) return captured(stream, "microphone");
      try {
        return await filteredFrom(stream, makeFilter, clock);
      } catch {
        // The browser's own is better than none. It is set when a device is opened: some browsers change it only then.
        stopAll(stream);
        return captured(await open(true), "microphone");
      }
    },
    async camera({ blur = "off", ...choice }) {
      const size = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
      const stream = await openChosen(choice, (device) => devices.getUserMedia({ video: { ...device, ...size } }));
      if (blur === "off") return captured(stream, "camera");
      try {
        return blurredOf(stream, await beginBlur(makeBlur, stream.getVideoTracks()[0], blur, clock));
      } catch (thrown) {
        stopAll(stream);
        throw thrown;
      }
    },
    async screen(mode) {
      const stream = await devices.getDisplayMedia(screenOptions(mode));
      for (const track of stream.getVideoTracks()) track.contentHint = mode === "text" ? "detail" : "motion";
      return captured(stream, "screen");
    },
    list: () => devices.enumerateDevices(),
    onChange(listener) {
      devices.addEventListener("devicechange", listener);
      return () => devices.removeEventListener("devicechange", listener);
    },
  };
}

const refuse = async (): Promise<never> => {
  throw new Error("this page may not use devices");
};
const unsupported: Capture = {
  microphone: refuse,
  camera: refuse,
  screen: refuse,
  list: async () => [],
  onChange: () => () => {},
};

/**
 * Insists on the chosen device, and takes another only where it is not there: a mere wish may be passed over while the
 * device stands beside it. Source: Media Capture and Streams, 4.3.7 (`OverconstrainedError`).
 */
async function openChosen(
  { preferred, exact }: DeviceChoice,
  open: (device: MediaTrackConstraints) => Promise<MediaStream>,
): Promise<MediaStream> {
  const chosen = exact ?? preferred;
  if (chosen === undefined) return await open({});
  try {
    return await open({ deviceId: { exact: chosen } });
  } catch (thrown) {
    if (exact !== undefined || !isMissing(thrown)) throw thrown;
    return await open({});
  }
}

/** No `Error` in older browsers. */
const isMissing = (thrown: unknown): boolean =>
  typeof thrown === "object" && thrown !== null && "name" in thrown && thrown.name === "OverconstrainedError";

/** Source: Screen Capture, `DisplayMediaStreamOptions`; what a browser does not know it passes over. */
function screenOptions(mode: ScreenMode): DisplayMediaStreamOptions {
  const options = {
    video: {
      width: { max: 1920 },
      height: { max: 1080 },
      frameRate: { max: mode === "text" ? 15 : 30 },
    },
    // What others say must not come back to them: the browser leaves out this page's own sound where it can.
    audio: { autoGainControl: false, noiseSuppression: false, echoCancellation: true, restrictOwnAudio: true },
    selfBrowserSurface: "include",
    surfaceSwitching: "include",
    systemAudio: "include",
  };
  return options;
}

function captured(stream: MediaStream, source: Source): Captured {
  // The picture first: a screen is over with it, its sound alone may end before.
  const tracks = [...stream.getVideoTracks(), ...stream.getAudioTracks()];
  const first = tracks[0];
  const settings = first?.getSettings();
  return {
    media: tracks.map((track) => ({
      source: source === "screen" && track.kind === "audio" ? "screen-sound" : source,
      track,
    })),
    deviceId: settings?.deviceId,
    groupId: settings?.groupId,
    filtered: false,
    blurring: null,
    onEnd: (listener) => first?.addEventListener("ended", () => listener("gone"), { once: true }),
    close: () => stopAll(stream),
  };
}

function blurredOf(stream: MediaStream, blurring: Blurring): Captured {
  const raw = captured(stream, "camera");
  return {
    ...raw,
    media: [{ source: "camera", track: blurring.track }],
    blurring,
    onEnd(listener) {
      raw.onEnd(listener);
      blurring.onBreak(() => listener("broken"));
    },
    close() {
      blurring.close();
      raw.close();
    },
  };
}

async function filteredFrom(stream: MediaStream, makeFilter: MakeNoiseFilter, clock: Clock): Promise<Captured> {
  const context = new AudioContext({ sampleRate: 48_000, latencyHint: "interactive" });
  const end = () => void context.close().catch(() => {});
  try {
    // A context that does not run sends silence: better no filter.
    await inTime(clock, 1000, context.resume());
    const filter = await inTime(clock, filterMs, makeFilter(context));
    await inTime(clock, workingMs, letsThrough(context, filter.node, clock));
    const source = context.createMediaStreamSource(stream);
    const sink = context.createMediaStreamDestination();
    sink.channelCount = 1;
    source.connect(filter.node);
    filter.node.connect(sink);
    // The system takes the sound away, for a phone call; what it gives back is taken.
    context.addEventListener("statechange", () => {
      if (context.state !== "running" && context.state !== "closed") void context.resume().catch(() => {});
    });
    const raw = captured(stream, "microphone");
    return {
      ...raw,
      media: sink.stream.getAudioTracks().map((track) => ({ source: "microphone", track })),
      filtered: true,
      onEnd(listener) {
        raw.onEnd(listener);
        // It is silent from then on: all of it is opened anew.
        filter.node.addEventListener("processorerror", () => listener("gone"), { once: true });
      },
      close() {
        stopAll(sink.stream);
        raw.close();
        filter.close();
        end();
      },
    };
  } catch (thrown) {
    end();
    throw thrown;
  }
}

/** Until a filter is at work it sends silence, and so it goes on, without a word, where it cannot work. */
async function letsThrough(context: AudioContext, node: AudioNode, clock: Clock): Promise<void> {
  const tone = context.createOscillator();
  const ear = context.createAnalyser();
  const samples = new Float32Array(ear.fftSize);
  tone.connect(node).connect(ear);
  tone.start();
  try {
    while (context.state !== "closed") {
      ear.getFloatTimeDomainData(samples);
      // A tone is held back, too, but never to nothing.
      if (samples.some((sample) => sample !== 0)) return;
      await sleep(clock, 20);
    }
  } finally {
    tone.stop();
    tone.disconnect();
    node.disconnect(ear);
  }
}

async function inTime<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  const late = new AbortController();
  try {
    return await Promise.race([
      work,
      sleep(clock, ms, late.signal).then((): never => {
        throw new Error(`not there after ${ms} ms`);
      }),
    ]);
  } finally {
    late.abort();
  }
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
