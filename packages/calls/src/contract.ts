import type { ReadonlySignal } from "@parley/kernel";
import type { CallIntent, CallMember } from "@parley/matrix";

/** Where one stands in a call. `reconnecting`: nothing is lost, nothing is to be done. */
export type CallState =
  | { readonly state: "joining"; readonly since: number }
  | { readonly state: "connected"; readonly since: number }
  | { readonly state: "reconnecting"; readonly since: number }
  | { readonly state: "left"; readonly why: "own" | "removed" | "elsewhere" }
  | { readonly state: "failed"; readonly fault: CallFault };

/**
 * Which leg of the way into a call broke. `starting`: what carries calls has never been up yet. `detail` is for whoever
 * looks closer, in no language.
 */
export interface CallFault {
  readonly leg: "membership" | "token" | "signalling" | "media" | "keys";
  readonly code: "forbidden" | "unreachable" | "starting" | "full" | "unsupported" | "unexpected";
  readonly detail: string;
  readonly retryable: boolean;
}

/**
 * What of one's own is sent. `blocked`: the browser or the person said no; `missing`: there is no such device; `gone`: it
 * went away and is taken up again when it comes back; `another`: the same, and another one is used meanwhile;
 * `forbidden`: the room does not let one send this; `moderated`: somebody who keeps order turned it off, and one may turn it
 * on again; `unblurred`: the background cannot be blurred as was wished, so that nothing is sent.
 */
export interface OwnTrack {
  readonly on: boolean;
  readonly busy: boolean;
  readonly fault:
    | "blocked"
    | "missing"
    | "in-use"
    | "gone"
    | "another"
    | "forbidden"
    | "moderated"
    | "unblurred"
    | "unexpected"
    | null;
}

/** How far what is behind oneself is blurred in the camera's picture, on this device, before it goes out. */
export type Blur = "off" | "light" | "strong";

/** `slow`: it is blurred, but this device makes too few pictures a second of it. */
export type BlurState = "off" | "on" | "slow";

/** Whether noise is held back from one's microphone; `unavailable`: wanted, but it could not be had here. */
export type NoiseState = "off" | "on" | "unavailable";

/** How good a participant's connection is. */
export type Quality = "unknown" | "good" | "poor" | "lost";

/**
 * Something to be seen; `attach` puts it into a video element of the caller's and answers how to take it out. What no
 * element shows is not fetched: attach what is on the screen, nothing else.
 */
export interface CallVideo {
  readonly id: string;
  /** Width by height of what comes now; null until the first picture. */
  readonly size: ReadonlySignal<{ readonly width: number; readonly height: number } | null>;
  attach(element: HTMLVideoElement): () => void;
}

/** Somebody in the call, by membership; what of theirs is heard and seen. */
export interface Participant {
  /** One for each device. */
  readonly identity: string;
  readonly member: CallMember;
  readonly own: boolean;
  /** Their participant at LiveKit has not come yet, or is gone. */
  readonly waiting: boolean;
  /** They were connected, and are not for now. */
  readonly lost: boolean;
  readonly microphone: "on" | "muted" | "none";
  readonly speaking: boolean;
  readonly camera: CallVideo | null;
  readonly screen: CallVideo | null;
  readonly quality: Quality;
  /** What they send cannot be read here yet: their key has not come. */
  readonly locked: boolean;
}

/** How somebody goes into a call. */
export interface Entry {
  readonly intent: CallIntent;
  /** Begin with the microphone open. It is published muted otherwise. */
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly devices?: EntryDevices;
}

/** Which devices, by the browser's ids; without one it is the system's choice. */
export interface EntryDevices {
  readonly microphone?: string;
  readonly camera?: string;
  readonly speaker?: string;
  /** Hold noise back from the microphone. */
  readonly noiseFilter?: boolean;
  /** Blur what is behind oneself. */
  readonly blur?: Blur;
}

/** One's own part in the call of one room, from the click to the end. */
export interface Call {
  readonly roomId: string;
  readonly state: ReadonlySignal<CallState>;
  /** When the first of those who are in it came; milliseconds since the epoch. Null: nobody is in it. */
  readonly since: ReadonlySignal<number | null>;
  /** Oneself first, then by the time of joining. */
  readonly participants: ReadonlySignal<readonly Participant[]>;
  readonly microphone: ReadonlySignal<OwnTrack>;
  readonly camera: ReadonlySignal<OwnTrack>;
  readonly screen: ReadonlySignal<OwnTrack>;
  /** None rejects: what goes wrong stands in the track's `fault`. */
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  /** Asks which screen, window or tab; `text` keeps it sharp, `motion` smooth. */
  setScreen(on: boolean, mode?: "text" | "motion"): Promise<void>;
  /** An empty id is the system's choice. */
  use(device: "microphone" | "camera" | "speaker", deviceId: string): Promise<void>;
  readonly noise: ReadonlySignal<NoiseState>;
  setNoiseFilter(on: boolean): Promise<void>;
  readonly blur: ReadonlySignal<BlurState>;
  setBlur(blur: Blur): Promise<void>;
  /** 0 (not played at all) to 1; of one participant, for oneself alone, from now until the call ends. */
  setVolume(identity: string, volume: number): void;
  /** The browser wants a gesture before it lets anything be heard. */
  readonly silenced: ReadonlySignal<boolean>;
  /** Called from a gesture. */
  unsilence(): Promise<void>;
  /** Whether media is enciphered end to end. */
  readonly encrypted: boolean;
  /** Ends it here: others do not see this device any more, microphone and camera are let go. Never rejects. */
  leave(): Promise<void>;
}
