import { JoinResponse, SessionDescription, SignalRequest, SignalResponse } from "@livekit/protocol";
import { afterEach, expect, test, vi } from "vitest";
import { tryWays, type Way } from "./try-ways.ts";

afterEach(() => vi.useRealTimers());

const offer =
  "v=0\r\na=candidate:1 1 udp 1 203.0.113.7 7882 typ host\r\na=candidate:2 1 tcp 1 203.0.113.7 7881 typ host\r\n";

/** A LiveKit that offers UDP and TCP, and a browser whose connections come up over `open`. */
function world({
  open,
  local = true,
  pageHost = "chat.example.org",
  sdp = offer,
}: {
  open: readonly ("udp" | "tcp" | "relay")[];
  local?: boolean;
  pageHost?: string;
  sdp?: string;
}) {
  vi.useFakeTimers();
  const sockets: FakeSocket[] = [];
  const peers: FakePeer[] = [];
  class FakeSocket {
    binaryType = "";
    readyState = 1;
    closed = false;
    readonly sent: SignalRequest[] = [];
    onmessage: ((event: MessageEvent) => void) | null = null;
    onclose: (() => void) | null = null;
    send(bytes: Uint8Array) {
      this.sent.push(SignalRequest.fromBinary(bytes));
    }
    close() {
      this.closed = true;
    }
    say(message: SignalResponse["message"]) {
      const bytes = new SignalResponse({ message }).toBinary();
      this.onmessage?.({ data: bytes.slice().buffer } as MessageEvent);
    }
  }
  class FakePeer {
    remoteDescription: { sdp: string } | null = null;
    localDescription: { sdp: string } | null = null;
    connectionState = "new";
    closed = false;
    onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
    onicecandidateerror: ((event: { errorCode: number }) => void) | null = null;
    onconnectionstatechange: (() => void) | null = null;
    readonly configuration: RTCConfiguration;
    constructor(configuration: RTCConfiguration) {
      this.configuration = configuration;
      peers.push(this);
    }
    async setRemoteDescription(description: { sdp: string }) {
      this.remoteDescription = description;
    }
    async createAnswer() {
      return { sdp: "answer" };
    }
    async setLocalDescription(description: { sdp: string }) {
      this.localDescription = description;
      const relay = this.configuration.iceTransportPolicy === "relay";
      const own = { candidate: "candidate:9 1 udp 1 x.local 9 typ host", toJSON: () => ({ candidate: "c" }) };
      if (local && !(relay && !open.includes("relay"))) this.onicecandidate?.({ candidate: own });
      if (relay && !open.includes("relay")) this.onicecandidateerror?.({ errorCode: 401 });
      this.onicecandidate?.({ candidate: null });
      const way = relay ? "relay" : this.remoteDescription?.sdp.includes(" udp ") ? "udp" : "tcp";
      if (!open.includes(way)) return;
      this.connectionState = "connected";
      this.onconnectionstatechange?.();
    }
    async addIceCandidate() {}
    close() {
      this.closed = true;
    }
  }
  const check = tryWays(
    { url: "wss://x/livekit/sfu", tokens: Array.from({ length: 10 }, (_, n) => `t${n}`) },
    {
      clock: {
        now: () => Date.now(),
        after: (ms, fn) => {
          const timer = setTimeout(fn, ms);
          return () => clearTimeout(timer);
        },
      },
      connect: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
      peer: (configuration) => new FakePeer(configuration) as unknown as RTCPeerConnection,
      pageHost,
    },
  );
  const join = async (relays: readonly string[]) => {
    const iceServers = [{ urls: ["stun:127.0.0.1:3478"] }, { urls: [...relays], username: "u", credential: "c" }];
    sockets[0]?.say({ case: "join", value: new JoinResponse({ iceServers }) });
    await vi.advanceTimersByTimeAsync(0);
    for (const socket of sockets.slice(1)) {
      socket.say({ case: "join", value: new JoinResponse() });
      socket.say({ case: "offer", value: new SessionDescription({ type: "offer", sdp }) });
    }
    await vi.advanceTimersByTimeAsync(0);
  };
  const ends = () => Object.fromEntries(check.ways.peek().map((way: Way) => [way.kind, way.state]));
  return { check, sockets, peers, join, ends };
}

test("each way is tried by itself, and everything is closed at its end", async () => {
  const { check, sockets, peers, join, ends } = world({ open: ["tcp", "relay"] });
  await join(["turn:turn.example.org:3478"]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(ends()).toEqual({
    signalling: { state: "open", ms: 0 },
    udp: { state: "shut", why: "no-answer" },
    tcp: { state: "open", ms: 0 },
    relay: { state: "open", ms: 0 },
  });
  expect(check.ways.peek().map(({ address }) => address)).toEqual([
    "wss://x/livekit/sfu",
    "203.0.113.7:7882",
    "203.0.113.7:7881",
    "turn:turn.example.org:3478",
  ]);
  expect(check.done.peek()).toBe(true);
  expect(sockets.every(({ closed }) => closed) && peers.every(({ closed }) => closed)).toBe(true);
});

test("it says why: a relay that refuses, media that stays at home, a browser without an address", async () => {
  const refused = world({ open: ["udp", "tcp"] });
  await refused.join(["turn:turn.example.org:3478"]);
  expect(refused.ends().relay).toEqual({ state: "shut", why: "refused" });

  const sdp = "v=0\r\na=candidate:1 1 udp 1 127.0.0.1 7882 typ host\r\n";
  const home = world({ open: [], sdp });
  await home.join([]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(home.ends()).toMatchObject({
    udp: { state: "shut", why: "here-alone" },
    tcp: { state: "absent" },
    relay: { state: "absent" },
  });

  const bare = world({ open: [], local: false });
  await bare.join([]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(bare.ends().udp).toEqual({ state: "shut", why: "no-address" });
});

test("without signalling nothing else is tried, and stopping ends what runs", async () => {
  const silent = world({ open: ["udp"] });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(silent.ends()).toEqual({ signalling: { state: "shut", why: "no-answer" } });

  const stopped = world({ open: [] });
  await stopped.join([]);
  stopped.check.stop();
  await vi.advanceTimersByTimeAsync(0);
  expect(stopped.check.done.peek()).toBe(true);
  expect(stopped.sockets.every(({ closed }) => closed) && stopped.peers.every(({ closed }) => closed)).toBe(true);
});
