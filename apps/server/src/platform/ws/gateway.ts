import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock, Log } from "@parley/kernel";
import { covers, type EventName, events, type HelloOk, limits, methods } from "@parley/protocol";
import { WebSocketServer } from "ws";
import type { Audience, EventSink, Principal } from "../call.ts";
import type { Guard, Peer } from "../http/guard.ts";
import { refuseUpgrade } from "../http/proxy.ts";
import type { Dispatcher } from "../methods/dispatch.ts";
import type { Admit } from "./admission.ts";
import { type Connection, openConnection } from "./connection.ts";
import { closeCodes } from "./frames.ts";
import type { Introduced } from "./handshake.ts";
import { enter, type Presence } from "./presence.ts";

/** The WebSocket face of the methods, and the way of events to connections. */
export interface Gateway extends EventSink {
  /** Takes an upgrade to `/` or `/gateway`; false: not its path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** How many connections are open. */
  size(): number;
  /** Says `shutdown` and closes all connections. */
  close(reason: string): void;
}

/** What the gateway needs. */
export interface GatewayParts {
  readonly dispatcher: Dispatcher;
  readonly admit: Admit;
  readonly hold: (sessionId: string, onEnd: () => void) => () => void;
  readonly guard: Guard;
  readonly peerOf: (request: IncomingMessage) => Peer;
  /** State that `hello-ok` shows; `healthVersion` grows with each change. */
  readonly snapshot: () => { version: string; health: unknown; healthVersion: number; uptimeMs: number };
  readonly presence: Presence;
  readonly clock: Clock;
  readonly log: Log;
}

const connectionsMost = 2_000;
/** Sockets of one address that have not introduced themselves: they cost memory and have proved nothing. */
const strangersMost = 32;

/** Makes the gateway; it takes part in a server's `upgrade` events by `upgrade`. */
export function createGateway(parts: GatewayParts): Gateway {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.frameBytesBeforeConnect,
  });
  const connections = new Map<Connection, string>();
  let sharedSeq = 0;

  // From the table, and from nowhere else.
  const features = { methods: Object.keys(methods), events: Object.keys(events) };
  const stateVersion = () => ({ presence: parts.presence.version(), health: parts.snapshot().healthVersion });
  const leaving = new Map<string, () => void>();
  const hello = (introduced: Introduced, connId: string): HelloOk => {
    const { dialect, principal, deviceToken } = introduced;
    leaving.set(connId, enter(parts.presence, introduced, connId));
    const state = {
      ...parts.snapshot(),
      presence: parts.presence.of(principal.userId),
      stateVersion: stateVersion(),
    };
    return dialect.hello({ principal, connId, features, state, deviceToken });
  };

  const emit: EventSink["emit"] = (event, payload, audience) => {
    const { scope } = events[event as EventName];
    for (const connection of connections.keys()) {
      const { principal } = connection;
      if (principal === null) continue;
      if (audience && !isMeant(principal, audience)) continue;
      if (scope !== "public" && !covers(principal.scopes, scope)) continue;
      const version = event === "presence" || event === "health" ? { stateVersion: stateVersion() } : {};
      connection.event(event, payload, { droppable: event === "tick" || event === "presence", ...version });
    }
  };

  let cancelTick = () => {};
  const tick = () => {
    cancelTick = parts.clock.after(limits.tickMs, tick);
    emit("tick", { ts: parts.clock.now() });
    for (const connection of connections.keys()) connection.probe();
  };
  cancelTick = parts.clock.after(limits.tickMs, tick);

  const strangersOf = (address: string): number => {
    let count = 0;
    for (const [connection, from] of connections) if (from === address && connection.principal === null) count++;
    return count;
  };

  return {
    emit,
    upgrade(request, socket, head) {
      const path = (request.url ?? "").split("?", 1)[0];
      if (path !== "/" && path !== "/gateway") return false;
      socket.on("error", () => socket.destroy());
      const peer = parts.peerOf(request);
      if (parts.guard.host(request.headers) === "refused" || !parts.guard.origin(request.headers)) {
        refuseUpgrade(socket, "403 Forbidden");
      } else if (connections.size >= connectionsMost || strangersOf(peer.counted) >= strangersMost) {
        refuseUpgrade(socket, "429 Too Many Requests");
      } else {
        server.handleUpgrade(request, socket, head, (upgraded) => {
          const ids = { connId: randomUUID(), nonce: randomUUID() };
          const shared = { ...parts, hello, sharedSeq: () => ++sharedSeq };
          const connection = openConnection(upgraded, peer, shared, ids, () => {
            connections.delete(connection);
            leaving.get(ids.connId)?.();
            leaving.delete(ids.connId);
          });
          connections.set(connection, peer.counted);
        });
      }
      return true;
    },
    size: () => connections.size,
    close(reason) {
      cancelTick();
      emit("shutdown", { reason });
      for (const connection of [...connections.keys()]) connection.close(closeCodes.restart, "service restart");
    },
  };
}

function isMeant(principal: Principal, { userId, orScope }: Audience): boolean {
  return principal.userId === userId || (orScope !== undefined && covers(principal.scopes, orScope));
}
