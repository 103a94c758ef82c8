import { type ReadonlySignal, type Signal, signal } from "@parley/kernel";
import {
  AudioPresets,
  createLocalScreenTracks,
  createLocalTracks,
  type LocalTrack,
  type LocalTrackPublication,
  type Room,
  ScreenSharePresets,
  Track,
  TrackEvent,
  VideoPresets,
} from "livekit-client";
import type { Entry, OwnTrack } from "./contract.ts";
import { trackFaultOf } from "./faults.ts";

/** Microphone, camera and screen of this device, kept over reconnections. */
export interface OwnTracks {
  readonly microphone: ReadonlySignal<OwnTrack>;
  readonly camera: ReadonlySignal<OwnTrack>;
  readonly screen: ReadonlySignal<OwnTrack>;
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  setScreen(on: boolean, mode?: "text" | "motion"): Promise<void>;
  use(device: "microphone" | "camera", deviceId: string): Promise<void>;
  /** Publishes what there is, to a connection that is new. */
  publish(): Promise<void>;
  /** Lets every device go. */
  stop(): void;
}

const off: OwnTrack = { on: false, busy: false, fault: null };

export function createOwnTracks(room: Room, devices: Entry["devices"]): OwnTracks {
  return new Own(room, devices);
}

/** One kind of track: what is there, what is shown of it, and one change at a time. */
class Slot {
  readonly state: Signal<OwnTrack> = signal(off);
  tracks: LocalTrack[] = [];
  #last: Promise<void> = Promise.resolve();

  /** Runs `work` after what runs already; what it throws stands in the state. */
  change(work: () => Promise<void>): Promise<void> {
    this.state.value = { ...this.state.peek(), busy: true };
    this.#last = this.#last.then(work).then(
      () => {
        this.state.value = { ...this.state.peek(), busy: false };
      },
      (thrown: unknown) => {
        this.state.value = { on: false, busy: false, fault: trackFaultOf(thrown) };
      },
    );
    return this.#last;
  }

  show(on: boolean): void {
    this.state.value = { ...this.state.peek(), on, fault: null };
  }

  stop(): void {
    for (const track of this.tracks) track.stop();
    this.tracks = [];
    this.state.value = off;
  }
}

class Own implements OwnTracks {
  readonly #room: Room;
  readonly #slots = { microphone: new Slot(), camera: new Slot(), screen: new Slot() };
  #devices: { microphone?: string; camera?: string };
  #stopped = false;

  constructor(room: Room, devices: Entry["devices"]) {
    this.#room = room;
    this.#devices = { ...devices };
  }

  get microphone() {
    return this.#slots.microphone.state;
  }
  get camera() {
    return this.#slots.camera.state;
  }
  get screen() {
    return this.#slots.screen.state;
  }

  /** The track is there muted or not: opening it takes no time then. */
  setMicrophone(on: boolean): Promise<void> {
    const slot = this.#slots.microphone;
    return slot.change(async () => {
      if (slot.tracks.length === 0) {
        const { microphone } = this.#devices;
        const tracks = await createLocalTracks({ audio: microphone === undefined ? true : { deviceId: microphone } });
        // Before anybody may hear it.
        if (!on) for (const track of tracks) await track.mute();
        await this.#add(slot, tracks);
      }
      for (const track of slot.tracks) await (on ? track.unmute() : track.mute());
      slot.show(on);
    });
  }

  /** Off means let go: the lamp beside it goes out. */
  setCamera(on: boolean): Promise<void> {
    const slot = this.#slots.camera;
    return slot.change(async () => {
      if (!on) return this.#drop(slot);
      if (slot.tracks.length === 0) {
        const { camera } = this.#devices;
        const resolution = VideoPresets.h720.resolution;
        const video = { resolution, ...(camera === undefined ? {} : { deviceId: camera }) };
        await this.#add(slot, await createLocalTracks({ video }));
      }
      slot.show(true);
    });
  }

  setScreen(on: boolean, mode: "text" | "motion" = "text"): Promise<void> {
    const slot = this.#slots.screen;
    return slot.change(async () => {
      await this.#drop(slot);
      if (!on) return;
      const tracks = await createLocalScreenTracks({
        // Echo cancellation stays as it is: without it what others say leaks into what is shared.
        audio: { autoGainControl: false, noiseSuppression: false },
        resolution: ScreenSharePresets.h1080fps30.resolution,
        contentHint: mode === "text" ? "detail" : "motion",
        selfBrowserSurface: "include",
        surfaceSwitching: "include",
        systemAudio: "include",
      });
      // The browser's own bar ends it, too.
      for (const track of tracks) track.on(TrackEvent.Ended, () => void this.setScreen(false));
      await this.#add(slot, tracks);
      slot.show(tracks.length > 0);
    });
  }

  async use(device: "microphone" | "camera", deviceId: string): Promise<void> {
    this.#devices = { ...this.#devices, [device]: deviceId };
    const slot = this.#slots[device];
    await slot.change(async () => {
      for (const track of slot.tracks) await track.setDeviceId(deviceId);
    });
  }

  async publish(): Promise<void> {
    for (const slot of Object.values(this.#slots)) {
      await slot.change(async () => {
        for (const track of slot.tracks) await this.#send(track);
      });
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const slot of Object.values(this.#slots)) slot.stop();
  }

  async #add(slot: Slot, tracks: readonly LocalTrack[]): Promise<void> {
    for (const track of tracks) {
      if (this.#stopped) {
        track.stop();
        continue;
      }
      slot.tracks.push(track);
      await this.#send(track);
    }
  }

  /** Before the connection stands there is nothing to publish to: `publish` does it then. */
  async #send(track: LocalTrack): Promise<void> {
    if (this.#room.state !== "connected") return;
    if (this.#publicationOf(track) !== undefined) return;
    await this.#room.localParticipant.publishTrack(track, optionsOf(track.source));
  }

  async #drop(slot: Slot): Promise<void> {
    const tracks = slot.tracks;
    slot.tracks = [];
    for (const track of tracks) {
      if (this.#publicationOf(track) !== undefined) await this.#room.localParticipant.unpublishTrack(track, true);
      track.stop();
    }
    slot.show(false);
  }

  #publicationOf(track: LocalTrack): LocalTrackPublication | undefined {
    return [...this.#room.localParticipant.trackPublications.values()].find(
      (publication): publication is LocalTrackPublication => publication.track === track,
    );
  }
}

/** Architecture 11.8. RED is off: Firefox strips it, which breaks the cipher. */
function optionsOf(source: Track.Source) {
  switch (source) {
    case Track.Source.Microphone:
      return { source, audioPreset: { maxBitrate: 32_000 }, dtx: true, red: false, stopMicTrackOnMute: false };
    case Track.Source.ScreenShareAudio:
      return { source, audioPreset: AudioPresets.musicStereo, dtx: false, red: false, forceStereo: true };
    case Track.Source.ScreenShare:
      return {
        source,
        simulcast: false,
        videoCodec: "vp8" as const,
        screenShareEncoding: ScreenSharePresets.h1080fps30.encoding,
      };
    default:
      return {
        source,
        simulcast: true,
        videoCodec: "vp8" as const,
        videoEncoding: VideoPresets.h720.encoding,
        videoSimulcastLayers: [VideoPresets.h180, VideoPresets.h360],
      };
  }
}
