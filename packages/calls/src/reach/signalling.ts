import {
  type ICEServer,
  SessionDescription,
  SignalRequest,
  SignalResponse,
  SignalTarget,
  TrickleRequest,
} from "@livekit/protocol";
import type { Scope } from "@parley/kernel";

/** What LiveKit says before media, as far as a check asks. Source: livekit `protobufs/livekit_rtc.proto`, protocol 15. */
export interface Heard {
  joined(iceServers: readonly ICEServer[]): void;
  offered(sdp: string): void;
  /** Null: that was the last. */
  candidate(candidate: RTCIceCandidateInit | null): void;
  /** The connection is over, or was refused. */
  closed(): void;
}

/** The answering side of it. */
export interface Signalling {
  answer(sdp: string): void;
  candidate(candidate: RTCIceCandidate): void;
}

/** Joins as one who receives: then the offer comes from LiveKit. Ends with the scope. */
export function openSignalling(
  address: { readonly url: string; readonly token: string; readonly connect: (url: string) => WebSocket },
  scope: Scope,
  heard: Heard,
): Signalling {
  const query = new URLSearchParams({ access_token: address.token, auto_subscribe: "0", protocol: "15", sdk: "js" });
  const socket = address.connect(`${address.url}/rtc?${query}`);
  socket.binaryType = "arraybuffer";
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (scope.ended || !(data instanceof ArrayBuffer)) return;
    const { message } = SignalResponse.fromBinary(new Uint8Array(data));
    if (message.case === "join") heard.joined(message.value.iceServers);
    else if (message.case === "offer") heard.offered(message.value.sdp);
    else if (message.case === "leave") heard.closed();
    else if (message.case === "trickle" && message.value.target === SignalTarget.SUBSCRIBER) {
      const said: unknown = message.value.candidateInit === "" ? null : JSON.parse(message.value.candidateInit);
      const init: RTCIceCandidateInit = typeof said === "object" && said !== null ? said : {};
      if ((init.candidate ?? "") !== "") heard.candidate(init);
      if (message.value.final) heard.candidate(null);
    }
  };
  socket.onclose = () => {
    if (!scope.ended) heard.closed();
  };
  scope.onEnd(() => socket.close());
  const send = (message: SignalRequest["message"]) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(new SignalRequest({ message }).toBinary().slice());
  };
  return {
    answer: (sdp) => send({ case: "answer", value: new SessionDescription({ type: "answer", sdp }) }),
    candidate: (candidate) =>
      send({
        case: "trickle",
        value: new TrickleRequest({
          candidateInit: JSON.stringify(candidate.toJSON()),
          target: SignalTarget.SUBSCRIBER,
        }),
      }),
  };
}
