import { type Clock, createScope, type Log, messageOf } from "@parley/kernel";
import {
  type EventFrame,
  type HelloOk,
  limits,
  type RequestFrame,
  type ResponseFrame,
  requestFrame,
} from "@parley/protocol";
import type { RawData, WebSocket } from "ws";
import type { Principal } from "../call.ts";
import type { Peer } from "../http/guard.ts";
import type { Dispatcher } from "../methods/dispatch.ts";
import { parseJson } from "../methods/json.ts";
import type { Admit } from "./admission.ts";
import type { Dialect } from "./dialect.ts";
import { newest } from "./dialects.ts";
import { closeCodes, idOf, refusal } from "./frames.ts";
import { type Introduced, introduce } from "./handshake.ts";
import { createRequests } from "./requests.ts";

/** What every connection shares. */
export interface ConnectionParts {
  readonly dispatcher: Dispatcher;
  readonly admit: Admit;
  /** Runs the callback once when the session or token ends; the returned function lets go. */
  readonly hold: (sessionId: string, onEnd: () => void) => () => void;
  readonly hello: (introduced: Introduced, connId: string) => HelloOk;
  /** The counter of version 3, which numbers the gateway's events and not the connection's. */
  readonly sharedSeq: () => number;
  readonly clock: Clock;
  readonly log: Log;
}

interface EventOptions {
  readonly droppable?: boolean;
  /** Which state the event tells of. */
  readonly stateVersion?: { readonly presence: number; readonly health: number };
}

/** One socket, as the gateway sees it. */
export interface Connection {
  /** Null before `connect`. */
  readonly principal: Principal | null;
  /** `droppable` events are left out for a slow reader; any other closes it. */
  event(name: string, payload: unknown, options?: EventOptions): void;
  /** Asks for proof of life; a socket that gave none since the last time is cut. */
  probe(): void;
  close(code: number, reason: string): void;
}

/** A socket that does not finish its closing handshake is cut. */
const closingMs = 2_000;

/** Speaks the frames of the gateway protocol on one socket. Source: gateway protocol 3 and 4, as observed. */
export function openConnection(
  socket: WebSocket,
  peer: Peer,
  parts: ConnectionParts,
  ids: { readonly connId: string; readonly nonce: string },
  onClosed: () => void,
): Connection {
  const scope = createScope();
  const requests = createRequests(parts, peer.counted);
  let principal: Principal | null = null;
  let dialect: Dialect = newest;
  let greeting = false;
  let isOver = false;
  let seq = 0;
  const pulse = createPulse(socket);

  const close = (code: number, reason: string) => {
    if (scope.ended) return;
    socket.close(code, reason);
    scope.end();
    const cancel = parts.clock.after(closingMs, () => socket.terminate());
    socket.once("close", cancel);
  };
  const send = (frame: ResponseFrame | EventFrame) => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify(frame));
    if (socket.bufferedAmount > limits.bufferedBytes) {
      parts.log.warn("a slow consumer was closed", { connection: ids.connId, buffered: socket.bufferedAmount });
      close(closeCodes.policy, "slow consumer");
      socket.terminate();
    }
  };
  const event: Connection["event"] = (name, payload, options = {}) => {
    if (scope.ended) return;
    if (options.droppable && socket.bufferedAmount > limits.bufferedBytes / 2) return;
    // Before `connect` nothing is counted: the challenge stands outside the stream.
    const number = principal === null ? {} : { seq: dialect.counts === "gateway" ? parts.sharedSeq() : ++seq };
    const { stateVersion } = options;
    send({ type: "event", event: name, payload, ...number, ...(stateVersion ? { stateVersion } : {}) });
  };
  const fail = (id: string, thrown: unknown) => send({ type: "res", id, ok: false, error: dialect.error(thrown) });

  const connect = async (frame: RequestFrame) => {
    greeting = true;
    const asking = { peer, nonce: ids.nonce, now: parts.clock.now() };
    const outcome = await introduce(frame.params, asking, parts.admit);
    if (scope.ended) return;
    if ("error" in outcome) {
      send({ type: "res", id: frame.id, ok: false, error: outcome.error });
      close(outcome.closeCode, outcome.reason);
      return;
    }
    ({ principal, dialect } = outcome);
    cancelHandshake();
    raiseLimit(socket, dialect.frameBytes);
    const hello = parts.hello(outcome, ids.connId);
    send({ type: "res", id: frame.id, ok: true, payload: hello });
    event("health", hello.snapshot.health, { stateVersion: hello.snapshot.stateVersion });
    for (const held of outcome.holds) scope.onEnd(parts.hold(held, over));
  };
  const over = () => {
    if (isOver) return;
    isOver = true;
    scope.onEnd(requests.finish(() => close(closeCodes.policy, "session over")));
  };

  const receive = (data: RawData) => {
    if (scope.ended || isOver) return;
    let value: unknown;
    try {
      value = parseJson(String(data));
    } catch {
      // Source: observed on both peers. Garbage ends an introduction, and means nothing later.
      if (principal === null) close(closeCodes.normal, "");
      return;
    }
    const parsed = requestFrame().safeParse(value);
    if (!parsed.success) {
      if (principal === null) close(closeCodes.policy, "invalid request frame");
      else fail(idOf(value), refusal("BAD_PARAMS", "invalid request frame"));
      return;
    }
    const frame = parsed.data;
    if (principal !== null) {
      const done = (payload: unknown) => send({ type: "res", id: frame.id, ok: true, payload });
      void requests.answer(frame, principal, done).then(done, (thrown) => fail(frame.id, thrown));
      return;
    }
    if (greeting) return;
    if (frame.method === "connect") {
      void connect(frame);
      return;
    }
    fail(frame.id, refusal("BAD_PARAMS", "invalid handshake: first request must be connect"));
    close(closeCodes.policy, "invalid handshake");
  };

  const cancelHandshake = parts.clock.after(limits.handshakeMs, () => close(closeCodes.normal, ""));
  scope.onEnd(cancelHandshake);
  socket.on("message", receive);
  // Too large and malformed frames: the library has answered with their close code already.
  socket.on("error", (thrown) => parts.log.debug("socket error", { error: messageOf(thrown) }));
  socket.on("close", () => {
    scope.end();
    onClosed();
  });
  event("connect.challenge", { nonce: ids.nonce, ts: parts.clock.now() });

  return {
    get principal() {
      return scope.ended || isOver ? null : principal;
    },
    event,
    probe: pulse.probe,
    close,
  };
}

/** Cuts a socket that gave no proof of life since it was last asked for one. */
function createPulse(socket: WebSocket): Pick<Connection, "probe"> {
  let alive = true;
  socket.on("pong", () => {
    alive = true;
  });
  return {
    probe() {
      if (!alive) {
        socket.terminate();
        return;
      }
      alive = false;
      socket.ping();
    },
  };
}

/** The library takes one limit for the whole server: this socket's own is raised once it is known. */
function raiseLimit(socket: WebSocket, bytes: number): void {
  const receiver = Object(socket)._receiver;
  if (typeof receiver?._maxPayload === "number") receiver._maxPayload = bytes;
}
