import { createScope, type ReadonlySignal, signal } from "@parley/kernel";
import type { ConnectParams, EventFrame, HelloOk, ResponseFrame } from "@parley/protocol";
import type { ClientPorts, SocketPort } from "./contract.ts";

/** What the stream asks of the session. */
export interface StreamSession {
  /** The token and scopes as of now; null: there is nothing to connect with. */
  current(): { readonly token: string; readonly scopes: readonly string[] } | null;
  /** Called when the server refuses the token; resolves when there is a new one, or none. */
  renew(): Promise<void>;
}

/** The socket that events come by. */
export interface EventStream {
  readonly state: ReadonlySignal<"closed" | "connecting" | "open">;
  /** Opens it and keeps it open, until `close`. */
  open(): void;
  close(): void;
}

const helloMs = 15_000;
const challengeMs = 750;
const firstPauseMs = 500;
const longestPauseMs = 30_000;
const policyViolation = 1008;
const silent = 4000;

/** Connects by protocol 4 and comes back by itself: pauses double from 0.5 s to 30 s and are spread at random. */
export function createEventStream(
  ports: ClientPorts,
  baseUrl: string,
  session: StreamSession,
  deliver: (event: string, payload: unknown) => void,
): EventStream {
  const state = signal<"closed" | "connecting" | "open">("closed");
  let wanted = false;
  let failures = 0;
  let end = () => {};
  let cancelPause = () => {};

  const again = (renewFirst: boolean) => {
    if (!wanted) return;
    state.value = "connecting";
    const most = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10));
    failures++;
    // Between half and all of it: a server that comes back is not met by everyone at once.
    const pause = most * (0.5 + (ports.random.bytes(1)[0] ?? 0) / 510);
    cancelPause = ports.clock.after(pause, () => {
      const ready = renewFirst ? session.renew().catch(() => {}) : Promise.resolve();
      void ready.then(() => wanted && connect());
    });
  };

  const connect = () => {
    const as = session.current();
    if (!as) {
      wanted = false;
      state.value = "closed";
      return;
    }
    state.value = "connecting";
    const scope = createScope();
    let socket: SocketPort;
    try {
      socket = ports.openSocket(`${baseUrl.replace(/^http/, "ws")}/gateway`);
    } catch {
      again(false);
      return;
    }
    end = () => {
      scope.end();
      socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
      socket.close(1000, "");
    };
    const lost = (renewFirst: boolean) => {
      if (scope.ended) return;
      end();
      again(renewFirst);
    };
    // One timer at a time: for `hello-ok` first, for proof of life afterwards.
    let cancelWatch = ports.clock.after(helloMs, () => lost(false));
    scope.onEnd(() => cancelWatch());
    const watch = (ms: number) => {
      cancelWatch();
      cancelWatch = ports.clock.after(ms, () => {
        socket.close(silent, "tick timeout");
        lost(false);
      });
    };

    let introduced = false;
    const introduce = () => {
      if (introduced || scope.ended) return;
      introduced = true;
      const params: ConnectParams = {
        minProtocol: 4,
        maxProtocol: 4,
        client: { id: "parley-client", version: "0.1.0", platform: "javascript", mode: "ui" },
        role: "operator",
        scopes: [...as.scopes],
        auth: { token: as.token },
      };
      socket.send(JSON.stringify({ type: "req", id: "connect", method: "connect", params }));
    };
    let tickMs = 0;
    socket.onopen = () => scope.onEnd(ports.clock.after(challengeMs, introduce));
    socket.onmessage = ({ data }) => {
      if (typeof data !== "string") return;
      const frame = parse(data);
      if (frame?.type === "event") {
        if (tickMs > 0) watch(2 * tickMs);
        if (frame.event === "connect.challenge") introduce();
        else deliver(frame.event, frame.payload);
      } else if (frame?.type === "res" && frame.id === "connect") {
        if (!frame.ok) {
          lost(true);
          return;
        }
        failures = 0;
        tickMs = (frame.payload as HelloOk).policy.tickIntervalMs;
        watch(2 * tickMs);
        state.value = "open";
      }
    };
    socket.onclose = ({ code }) => lost(code === policyViolation);
    socket.onerror = () => {};
  };

  return {
    state,
    open() {
      if (wanted) return;
      wanted = true;
      failures = 0;
      connect();
    },
    close() {
      wanted = false;
      cancelPause();
      end();
      state.value = "closed";
    },
  };
}

function parse(data: string): EventFrame | ResponseFrame | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null && "type" in value ? (value as EventFrame) : null;
  } catch {
    return null;
  }
}
