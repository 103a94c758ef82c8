import {
  AppError,
  type Clock,
  computed,
  createScope,
  type Log,
  messageOf,
  type Random,
  type ReadonlySignal,
  type Scope,
  type Signal,
  signal,
} from "@parley/kernel";
import type { CallPlace, Calls, CallTransport, CallWay, RoomCall, StoredAccount } from "@parley/matrix";
import type { Room } from "livekit-client";
import type { Blur, Call, CallFault, CallState, Entry } from "./contract.ts";
import { faultOf } from "./faults.ts";
import { followElsewhere } from "./follow-elsewhere.ts";
import { guardWorker } from "./guard-worker.ts";
import { hideAbsent } from "./hide-absent.ts";
import { KeyFan } from "./key-fan.ts";
import { MediaKeyProvider } from "./key-provider.ts";
import { handOutKeys } from "./keys.ts";
import { keysAfterPlace } from "./keys-after-place.ts";
import { createMediaRoom, keepConnected, type Link } from "./media-connection.ts";
import { createOwnTracks, type OwnTracks, type OwnTracksParts } from "./own-tracks.ts";
import { watchParticipants } from "./participants.ts";
import { createPlayback, type Playback } from "./playback.ts";
import { readyWorker, takeWorker } from "./ready-worker.ts";
import type { Capture } from "./sending/capture.ts";
import { Sound } from "./sound.ts";
import { type CallStep, createSteps, followRoom, tellingOf, withSteps } from "./steps.ts";
import { createPasses, type Passes } from "./tokens.ts";

/** What a call asks of where it runs. */
export interface CallPorts {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** A new worker of `@parley/calls/e2ee-worker`: each call has one of its own. */
  readonly worker: () => Worker;
  /** Microphones, cameras and screens. */
  readonly capture: Capture;
  /** Told when the page goes away; the answer takes the listener back. */
  readonly onPageHide: (listener: () => void) => () => void;
  /** Told of each step on the way in, and how many milliseconds after the beginning it was done. */
  readonly onStep: (step: CallStep, ms: number) => void;
}

/** The call of one room, as one device goes into it. */
export interface CallOptions {
  readonly calls: Calls;
  readonly roomId: string;
  readonly account: StoredAccount;
  /** Whether the room is: then so is the media. */
  readonly encrypted: boolean;
  /** How one's own place is taken; compatible unless said. */
  readonly way?: CallWay;
  /** What the room lets one send now; what is not known it does. Nothing else is opened. */
  readonly may?: OwnTracksParts["may"];
  readonly ports: CallPorts;
}

/** What can be done before the click: the pass is asked for, the Olm sessions that keys go over are made, a worker is started. */
export interface PreparedCall {
  /** Goes in. What goes wrong stands in the call's `state`. */
  join(entry: Entry): Call;
}

/** Gets a call ready without a trace of it anywhere. Never rejects; throws MATRIX_NOT_FOUND where the room is not known. */
export function prepareCall(options: CallOptions): PreparedCall {
  const { calls, roomId, account, encrypted, ports, way } = options;
  const call = calls.of(roomId, way);
  let found: Promise<CallTransport> | null = null;
  const transport = (): Promise<CallTransport> => {
    found ??= findTransport(calls).catch((thrown: unknown) => {
      found = null;
      throw thrown;
    });
    return found;
  };
  const { fetch, clock } = ports;
  const passes = createPasses({ calls, transport, roomId, account, own: call.own, fetch, clock });
  passes.prepare();
  if (encrypted) {
    void call.prepareKeys();
    readyWorker(ports.worker);
  }
  return { join: (entry) => begin(options, { call, transport, passes }, entry) };
}

async function findTransport(calls: Calls): Promise<CallTransport> {
  const found = await calls.transport();
  if (found === null) throw new AppError("CALL_UNSUPPORTED", "the homeserver names no place for calls");
  return found;
}

interface Way {
  readonly call: RoomCall;
  readonly transport: () => Promise<CallTransport>;
  readonly passes: Passes;
}

function begin(options: CallOptions, prepared: Way, entry: Entry): Call {
  const { encrypted, ports, roomId } = options;
  const { clock, log } = ports;
  const steps = createSteps(clock, ports.onStep);
  const call = withSteps(keysAfterPlace(prepared.call, clock), steps);
  const way = { ...prepared, call, passes: tellingOf(prepared.passes, steps) };
  const scope = createScope((fault) => log.error("a clean-up failed", { reason: messageOf(fault) }));
  const ownIdentity = prepared.call.own.identity;
  const fan = encrypted ? new KeyFan() : null;
  const room = openRoom(fan, ownIdentity, ports, scope);
  followRoom(room, steps, scope);
  const keys = fan === null ? null : handOutKeys(way.call, ownIdentity, fan, ports, scope);
  const own = createOwnTracks({ room, capture: ports.capture, devices: entry.devices, may: options.may, clock, log });
  scope.onEnd(() => own.stop());
  // All of it beside each other: the exchange of keys over the homeserver takes longest.
  const place = holdPlace(way, entry, ports);
  const link = keepConnected({ room, passes: way.passes, own, enciphered: encrypted, clock, log }, scope);
  void own.setMicrophone(entry.microphone);
  if (entry.camera) void own.setCamera(true);
  const heard = keys?.heard ?? null;
  const playing = new Sound();
  const elsewhere = listenElsewhere(options, way, fan, scope);
  const everybody = watchParticipants(
    { room, elsewhere, members: way.call.members, heard, ownIdentity, sound: playing, clock },
    scope,
  );
  const participants = hideAbsent(everybody, clock, scope);
  const state = stateOf(link, place.fault, scope, clock);
  const playback = createPlayback(room, elsewhere, scope);
  const { speaker } = entry.devices ?? {};
  if (speaker !== undefined) void playback.useSpeaker(speaker);
  // However it ends, nothing stays open.
  scope.onEnd(
    state.subscribe((now) => {
      if (now.state === "left" || now.state === "failed") void leave();
    }),
  );
  let leaving: Promise<void> | null = null;
  const leave = (): Promise<void> => {
    leaving ??= (async () => {
      if (state.peek().state !== "failed" && state.peek().state !== "left") place.left.value = true;
      scope.end();
      await place.leave();
    })();
    return leaving;
  };
  return {
    roomId,
    encrypted,
    state: computed<CallState>(() => (place.left.value ? { state: "left", why: "own" } : state.value)),
    since: beginningOf(way.call.members, scope),
    participants,
    ...tracksOf(own, playback),
    setVolume: (identity, volume) => playing.setVolume(identity, volume),
    silenced: playback.silenced,
    unsilence: () => playback.unsilence(),
    leave,
  };
}

/** When it began. Places that were lost and taken anew begin no other call. */
function beginningOf(members: RoomCall["members"], scope: Scope): ReadonlySignal<number | null> {
  const began = signal<number | null>(null);
  scope.onEnd(
    members.subscribe((now) => {
      const first = now[0]?.joinedAt ?? null;
      if (first !== null) began.value = Math.min(began.peek() ?? first, first);
    }),
  );
  return began;
}

/** `fan`: where its keys come from; null: nothing is enciphered. */
function openRoom(fan: KeyFan | null, ownIdentity: string, ports: CallPorts, scope: Scope): Room {
  if (fan === null) return createMediaRoom(null, ports.random);
  const keyProvider = new MediaKeyProvider(ownIdentity);
  const room = createMediaRoom({ keyProvider, worker: ownWorker(ports, scope) }, ports.random);
  scope.onEnd(fan.add(keyProvider));
  return room;
}

/** Connections to the transports of other homeservers, by which one hears and sends nothing. */
function listenElsewhere(options: CallOptions, way: Way, fan: KeyFan | null, scope: Scope) {
  const { calls, roomId, account, encrypted: enciphered, ports } = options;
  const { fetch, clock, log } = ports;
  const { own, members } = way.call;
  const open = (serviceUrl: string, during: Scope) => {
    const room = openRoom(fan, own.identity, ports, during);
    const transport = async () => ({ serviceUrl });
    const passes = createPasses({ calls, transport, roomId, account, own, eitherForm: true, fetch, clock });
    const nothing = { publish: async () => {} };
    return { room, link: keepConnected({ room, passes, own: nothing, enciphered, clock, log }, during) };
  };
  return followElsewhere({ members, home: way.transport, open, clock, log }, scope);
}

function ownWorker(ports: CallPorts, scope: Scope): Worker {
  const worker = guardWorker(takeWorker(ports.worker), ports.log);
  scope.onEnd(() => worker.terminate());
  return worker;
}

/** The membership, taken at once and given up at the end, whichever comes first. */
function holdPlace(way: Way, entry: Entry, ports: CallPorts) {
  const fault = signal<CallFault | null>(null);
  const left = signal(false);
  const taken: Promise<CallPlace | null> = (async () => {
    try {
      return await way.call.join(await way.transport(), entry.intent);
    } catch (thrown) {
      fault.value = faultOf("membership", thrown);
      return null;
    }
  })();
  let place: CallPlace | null = null;
  void taken.then((found) => {
    place = found;
  });
  // Until it is given up: what a page asks for as it goes away is not heard, but for this.
  const release = ports.onPageHide(() => place?.abandon());
  const leave = async () => {
    await (await taken)?.leave();
    release();
  };
  return { fault, left, leave };
}

function stateOf(
  link: ReadonlySignal<Link>,
  fault: ReadonlySignal<CallFault | null>,
  scope: Scope,
  clock: Clock,
): ReadonlySignal<CallState> {
  const state: Signal<CallState> = signal({ state: "joining", since: clock.now() });
  const look = () => {
    const now = link.peek();
    const broken = fault.peek();
    const before = state.peek().state;
    if (before === "left" || before === "failed") return;
    if (broken !== null) state.value = { state: "failed", fault: broken };
    else if (now.state === "failed") state.value = now;
    else if (now.state === "over") state.value = { state: "left", why: now.why };
    else if (now.state !== before) state.value = { state: now.state, since: clock.now() };
  };
  scope.onEnd(link.subscribe(look));
  scope.onEnd(fault.subscribe(look));
  return state;
}

function tracksOf(own: OwnTracks, playback: Playback) {
  return {
    microphone: own.microphone,
    camera: own.camera,
    screen: own.screen,
    noise: own.noise,
    setNoiseFilter: (on: boolean) => own.setNoiseFilter(on),
    blur: own.blur,
    setBlur: (blur: Blur) => own.setBlur(blur),
    setMicrophone: (on: boolean) => own.setMicrophone(on),
    setCamera: (on: boolean) => own.setCamera(on),
    setScreen: (on: boolean, mode?: "text" | "motion") => own.setScreen(on, mode),
    async use(device: "microphone" | "camera" | "speaker", deviceId: string) {
      if (device !== "speaker") return await own.use(device, deviceId);
      await playback.useSpeaker(deviceId);
    },
  };
}
