import type { ICEServer } from "@livekit/protocol";
import { type Clock, createScope, type Scope } from "@parley/kernel";
import { addressesOf, isLoopback, keepTransport, type Offered, offeredIn } from "./candidates.ts";
import { openSignalling } from "./signalling.ts";

/** What a check asks of where it runs. */
export interface ReachPorts {
  readonly clock: Clock;
  readonly connect: (url: string) => WebSocket;
  readonly peer: (configuration: RTCConfiguration) => RTCPeerConnection;
  /** Name of the machine that the page came from. */
  readonly pageHost: string;
}

/**
 * Why a way is shut. `no-answer`: nothing came back; `refused`: the relay does not take name and password; `beyond`: the
 * relay answers, LiveKit does not behind it; `here-alone`: media is offered on LiveKit's own machine only; `no-address`:
 * the browser has none for media; `cut`: LiveKit ended it.
 */
export type Shut = "no-answer" | "refused" | "beyond" | "here-alone" | "no-address" | "cut";

export interface Outcome {
  readonly address: string | null;
  readonly state:
    | { readonly state: "open"; readonly ms: number }
    | { readonly state: "absent" }
    | { readonly state: "shut"; readonly why: Shut };
}

/** One way to LiveKit. */
export interface WayTried {
  readonly url: string;
  readonly token: string;
  readonly transport: Offered["transport"];
  /** Everything goes over this relay, and over no other way. */
  readonly relay: ICEServer | null;
}

const deadlineMs = 10_000;

/** Tries one way up to the end of the DTLS handshake. Never rejects; ends with the scope. */
export function tryWay(way: WayTried, ports: ReachPorts, parent: Scope): Promise<Outcome> {
  const { clock } = ports;
  const scope = createScope();
  const offered: Offered[] = [];
  const found = { own: 0, refused: false, described: false };
  let begun = clock.now();
  return new Promise((resolve) => {
    const end = (state: Outcome["state"]) => {
      if (scope.ended) return;
      const address = way.relay === null ? addressesOf(offered) || null : (way.relay.urls[0] ?? null);
      scope.end();
      resolve({ address, state });
    };
    const shut = (why: Shut) => end({ state: "shut", why });
    const whyShut = (): Shut => {
      if (way.relay !== null) return found.own > 0 ? "beyond" : found.refused ? "refused" : "no-answer";
      if (offered.every(({ host }) => isLoopback(host)) && !isLoopback(ports.pageHost)) return "here-alone";
      return found.own === 0 ? "no-address" : "no-answer";
    };
    const late = () => {
      if (offered.length > 0 || way.relay !== null) return shut(whyShut());
      return found.described ? end({ state: "absent" }) : shut("cut");
    };

    parent.onEnd(() => shut("cut"));
    scope.onEnd(clock.after(deadlineMs, late));
    const peer = ports.peer(
      way.relay === null
        ? { iceServers: [] }
        : {
            iceTransportPolicy: "relay",
            iceServers: [{ urls: [...way.relay.urls], username: way.relay.username, credential: way.relay.credential }],
          },
    );
    scope.onEnd(() => peer.close());
    const waiting: RTCIceCandidateInit[] = [];
    const add = (candidate: RTCIceCandidateInit) => {
      if (peer.remoteDescription === null) waiting.push(candidate);
      // One that the browser does not take is as good as none.
      else void peer.addIceCandidate(candidate).catch(() => {});
    };
    const answer = async (sdp: string) => {
      begun = clock.now();
      found.described = true;
      const kept = keepTransport(sdp, way.transport);
      offered.push(...kept.offered);
      await peer.setRemoteDescription({ type: "offer", sdp: kept.sdp });
      for (const candidate of waiting.splice(0)) add(candidate);
      await peer.setLocalDescription(await peer.createAnswer());
      signalling.answer(peer.localDescription?.sdp ?? "");
    };
    const signalling = openSignalling({ url: way.url, token: way.token, connect: ports.connect }, scope, {
      joined: () => {},
      offered: (sdp) => void answer(sdp).catch(() => shut("cut")),
      candidate(candidate) {
        if (candidate === null) {
          if (offered.length === 0) end({ state: "absent" });
          return;
        }
        const said = offeredIn(candidate.candidate ?? "");
        if (said?.transport !== way.transport) return;
        offered.push(said);
        add(candidate);
      },
      closed: () => shut("cut"),
    });
    peer.onicecandidate = ({ candidate }) => {
      if (scope.ended) return;
      if (candidate !== null && candidate.candidate !== "") {
        found.own++;
        signalling.candidate(candidate);
      } else if (candidate === null && way.relay !== null && found.own === 0) shut(whyShut());
    };
    peer.onicecandidateerror = ({ errorCode }) => {
      // 300–699 is what the relay itself says (RFC 8489); 701 is the browser's for no answer.
      if (errorCode >= 400 && errorCode < 700) found.refused = true;
    };
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === "connected") end({ state: "open", ms: clock.now() - begun });
      else if (peer.connectionState === "failed") late();
    };
  });
}
