import {
  type Clock,
  type Log,
  messageOf,
  type Random,
  type ReadonlySignal,
  type Scope,
  signal,
  sleep,
} from "@parley/kernel";
import { DisconnectReason, getLogger, LoggerNames, Room, RoomEvent } from "livekit-client";
import type { CallFault } from "./contract.ts";
import { faultOf } from "./faults.ts";
import type { MediaKeyProvider } from "./key-provider.ts";
import type { OwnTracks } from "./own-tracks.ts";
import { QuickReturn } from "./quick-return.ts";
import type { Passes } from "./tokens.ts";

/** How the connection to LiveKit stands. */
export type Link =
  | { readonly state: "joining" | "connected" | "reconnecting" }
  | { readonly state: "over"; readonly why: "removed" | "elsewhere" }
  | { readonly state: "failed"; readonly fault: CallFault };

/** After LiveKit's own tries a new pass and a new joining, so often: whoever waits is in again soon after it answers. */
const againMs = 500;
/** A server that was started again has the call again by then. */
const giveUpMs = 10 * 60_000;
const connectMs = 15_000;

/** A room of LiveKit that keeps no more open than it must. `encryption`: where media is enciphered. */
export function createMediaRoom(
  encryption: { keyProvider: MediaKeyProvider; worker: Worker } | null,
  random: Random,
): Room {
  // Its worker says a word of each frame that comes before its key, seventy a second, while the page has most to do. All
  // of LiveKit's loggers take their level from this one as they are made.
  getLogger(LoggerNames.Default).setDefaultLevel("error");
  return new Room({
    adaptiveStream: true,
    dynacast: true,
    // It would end at the first thought of going, which may be taken back: whoever holds the call ends it on `pagehide`.
    disconnectOnPageLeave: false,
    stopLocalTrackOnUnpublish: false,
    reconnectPolicy: new QuickReturn(() => (random.bytes(1)[0] ?? 0) / 256),
    publishDefaults: { red: false, dtx: true, simulcast: true, videoCodec: "vp8", stopMicTrackOnMute: false },
    ...(encryption === null ? {} : { encryption }),
  });
}

/** Connects and stays connected until `scope` ends: what breaks is mended without a click. */
export function keepConnected(
  parts: {
    readonly room: Room;
    readonly passes: Passes;
    /** Published whenever it is connected. */
    readonly own: Pick<OwnTracks, "publish">;
    readonly enciphered: boolean;
    readonly clock: Clock;
    readonly log: Log;
  },
  scope: Scope,
): ReadonlySignal<Link> {
  const { room, passes, own, clock, log } = parts;
  const link = signal<Link>({ state: "joining" });
  let broken = false;

  const connect = async (): Promise<void> => {
    const pass = await passes.get();
    if (scope.ended) return;
    if (parts.enciphered) await room.setE2EEEnabled(true);
    await room.connect(pass.url, pass.token, { peerConnectionTimeout: connectMs });
    if (scope.ended) return void room.disconnect(true);
    link.value = { state: "connected" };
    broken = false;
    // What cannot be published stands in its own state.
    void own.publish();
  };
  /** The first way in tells what broke; later ones go on for as long as it makes sense. */
  const first = async (): Promise<void> => {
    for (let tries = 1; !scope.ended; tries++) {
      try {
        return await connect();
      } catch (thrown) {
        const fault = faultOf(thrown instanceof Error && thrown.name === "AppError" ? "token" : "signalling", thrown);
        log.warn("a call could not be joined", { leg: fault.leg, reason: fault.detail, tries });
        passes.forget();
        if (!fault.retryable || tries === 3) {
          if (!scope.ended) link.value = { state: "failed", fault };
          return;
        }
        await sleep(clock, againMs * tries);
      }
    }
  };
  const again = async (): Promise<void> => {
    if (broken || scope.ended) return;
    broken = true;
    link.value = { state: "reconnecting" };
    const until = clock.now() + giveUpMs;
    while (!scope.ended && clock.now() < until) {
      passes.forget();
      try {
        return await connect();
      } catch (thrown) {
        const fault = faultOf("token", thrown);
        log.warn("a call could not be joined again", { leg: fault.leg, reason: messageOf(thrown) });
        if (fault.code === "forbidden") {
          link.value = { state: "over", why: "removed" };
          return;
        }
      }
      await sleep(clock, againMs);
    }
    if (!scope.ended) {
      const detail = "not back after 10 min";
      link.value = { state: "failed", fault: { leg: "signalling", code: "unreachable", detail, retryable: true } };
    }
  };

  const onReconnecting = () => {
    if (link.peek().state === "connected") link.value = { state: "reconnecting" };
  };
  const onReconnected = () => {
    link.value = { state: "connected" };
  };
  const onDisconnected = (reason?: DisconnectReason) => {
    if (scope.ended || link.peek().state === "joining") return;
    if (reason === DisconnectReason.DUPLICATE_IDENTITY) link.value = { state: "over", why: "elsewhere" };
    else if (reason === DisconnectReason.PARTICIPANT_REMOVED) link.value = { state: "over", why: "removed" };
    else if (reason !== DisconnectReason.CLIENT_INITIATED) void again();
  };
  room.on(RoomEvent.Reconnecting, onReconnecting);
  room.on(RoomEvent.SignalReconnecting, onReconnecting);
  room.on(RoomEvent.Reconnected, onReconnected);
  room.on(RoomEvent.Disconnected, onDisconnected);
  scope.onEnd(() => {
    room.off(RoomEvent.Reconnecting, onReconnecting);
    room.off(RoomEvent.SignalReconnecting, onReconnecting);
    room.off(RoomEvent.Reconnected, onReconnected);
    room.off(RoomEvent.Disconnected, onDisconnected);
    void room.disconnect(true).catch(() => {});
  });
  void first();
  return link;
}
