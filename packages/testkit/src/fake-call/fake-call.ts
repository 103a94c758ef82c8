import type { BlurState, Call, CallState, CallVideo, NoiseState, OwnTrack, Participant } from "@parley/calls";
import { type Signal, signal } from "@parley/kernel";
import type { CallMember } from "@parley/matrix";

/** A call in memory: a test sets what comes from the network, and reads what was asked for in `asked`. */
export interface FakeCall extends Call {
  readonly state: Signal<CallState>;
  readonly since: Signal<number | null>;
  readonly participants: Signal<readonly Participant[]>;
  readonly microphone: Signal<OwnTrack>;
  readonly camera: Signal<OwnTrack>;
  readonly screen: Signal<OwnTrack>;
  readonly silenced: Signal<boolean>;
  readonly noise: Signal<NoiseState>;
  readonly blur: Signal<BlurState>;
  /** What was called, oldest first: `setMicrophone true`, `leave`. */
  readonly asked: string[];
}

export interface CallSeed {
  readonly roomId?: string;
  readonly state?: CallState;
  readonly since?: number | null;
  readonly participants?: readonly Participant[];
  readonly microphone?: Partial<OwnTrack>;
  readonly camera?: Partial<OwnTrack>;
  readonly screen?: Partial<OwnTrack>;
  readonly silenced?: boolean;
  readonly encrypted?: boolean;
}

const off: OwnTrack = { on: false, busy: false, fault: null };

/** Builds a connected call of one's own alone, unless `seed` says otherwise. */
export function buildCall(seed: CallSeed = {}): FakeCall {
  const asked: string[] = [];
  const own = signal(seed.participants ?? [buildParticipant({ own: true })]);
  const state = signal<CallState>(seed.state ?? { state: "connected", since: 0 });
  const tracks = {
    microphone: signal<OwnTrack>({ ...off, on: true, ...seed.microphone }),
    camera: signal<OwnTrack>({ ...off, ...seed.camera }),
    screen: signal<OwnTrack>({ ...off, ...seed.screen }),
  };
  const silenced = signal(seed.silenced ?? false);
  const noise = signal<NoiseState>("off");
  const blur = signal<BlurState>("off");
  const ask = (name: string, ...values: readonly unknown[]) => void asked.push([name, ...values].join(" "));
  const turn = (track: Signal<OwnTrack>, on: boolean) => {
    track.value = { on, busy: false, fault: null };
  };
  return {
    roomId: seed.roomId ?? "!room:localhost",
    state,
    since: signal(seed.since ?? null),
    participants: own,
    ...tracks,
    silenced,
    noise,
    blur,
    encrypted: seed.encrypted ?? true,
    asked,
    async setMicrophone(on) {
      ask("setMicrophone", on);
      turn(tracks.microphone, on);
      own.value = own.value.map((one) => (one.own ? { ...one, microphone: on ? "on" : "muted" } : one));
    },
    async setCamera(on) {
      ask("setCamera", on);
      turn(tracks.camera, on);
    },
    async setScreen(on, mode) {
      ask("setScreen", on, ...(mode === undefined ? [] : [mode]));
      turn(tracks.screen, on);
    },
    async use(device, deviceId) {
      ask("use", device, deviceId);
    },
    async setNoiseFilter(on) {
      ask("setNoiseFilter", on);
      noise.value = on ? "on" : "off";
    },
    async setBlur(to) {
      ask("setBlur", to);
      blur.value = to === "off" ? "off" : "on";
    },
    setVolume(identity, volume) {
      ask("setVolume", identity, volume);
    },
    async unsilence() {
      ask("unsilence");
      silenced.value = false;
    },
    async leave() {
      ask("leave");
      state.value = { state: "left", why: "own" };
    },
  };
}

let made = 0;

/** A place in a call; the identity is the user's with a device's. */
export function buildCallMember(parts: Partial<CallMember> = {}): CallMember {
  made += 1;
  const userId = parts.userId ?? `@participant-${made}:localhost`;
  const deviceId = parts.deviceId ?? "DEVICE";
  return {
    userId,
    deviceId,
    identity: `${userId}:${deviceId}`,
    eventId: `$place-${made}`,
    joinedAt: made,
    intent: "audio",
    transport: { serviceUrl: "https://parley.example/livekit/jwt" },
    own: false,
    ...parts,
  };
}

/** Somebody who is in the call with the microphone open and no camera. */
export function buildParticipant(
  parts: Partial<Omit<Participant, "identity" | "member">> & {
    readonly userId?: string;
    readonly deviceId?: string;
  } = {},
): Participant {
  const { userId, deviceId, ...rest } = parts;
  const own = parts.own ?? false;
  const member = buildCallMember({
    own,
    ...(userId === undefined ? (own ? { userId: "@rosa:localhost" } : {}) : { userId }),
    ...(deviceId === undefined ? {} : { deviceId }),
  });
  return {
    identity: member.identity,
    member,
    own,
    waiting: false,
    lost: false,
    microphone: "on",
    speaking: false,
    camera: null,
    screen: null,
    quality: "good",
    locked: false,
    ...rest,
  };
}

/** Something to be seen; nothing is drawn unless `attach` does. */
export function buildCallVideo(parts: Partial<CallVideo> = {}): CallVideo {
  made += 1;
  return { id: `video-${made}`, size: signal({ width: 1280, height: 720 }), attach: () => () => {}, ...parts };
}
