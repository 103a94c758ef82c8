import http, { type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import https from "node:https";
import { connectionNames, type Framing } from "./framing.ts";
import type { Peer } from "./guard.ts";

/** A far end that is silent for so long is given up; long polls wait far less. */
const idleMs = 5 * 60_000;
const connectMs = 10_000;
/** A connection that rests is dropped before the far end does it (Synapse: 60 s): it would fail the request on it. */
const restMs = 20_000;

/** Belongs to one connection, not to the message. Source: RFC 9110, 7.6.1. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
]);
/** Claims about the client that only we make, and where the body ends: said anew by us, never passed on. */
const ours = new Set([
  "content-length",
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-real-ip",
]);

/** These have a body as a rule; on any other method one is odd. */
const withBody = new Set(["POST", "PUT", "PATCH"]);

/** Where requests are sent on. */
export interface FarEnd {
  /**
   * A request like `request` to `base` plus `path`; it has a deadline for connecting and one for silence. Its body, if
   * `framing` has one, is the caller's to write; `upgrade` asks for a WebSocket instead.
   */
  open(base: string, path: string, request: IncomingMessage, framing: Framing | "upgrade"): ClientRequest;
  close(): void;
}

/** Keeps connections to the far ends for the next request. */
export function createFarEnd(peerOf: (request: IncomingMessage) => Peer): FarEnd {
  const agents = {
    "http:": new http.Agent({ keepAlive: true, maxFreeSockets: 32, timeout: restMs }),
    "https:": new https.Agent({ keepAlive: true, maxFreeSockets: 32, timeout: restMs }),
  };
  const headersFor = (request: IncomingMessage): OutgoingHttpHeaders => {
    const peer = peerOf(request);
    return {
      ...endToEnd(request.headers, ours),
      // Synapse takes the first value for the client's address: nothing that the client wrote may be left of it.
      "x-forwarded-for": peer.address,
      "x-forwarded-proto": peer.protocol,
    };
  };
  return {
    open(base, path, request, framing) {
      const target = new URL(base);
      const upgrade = framing === "upgrade";
      const secure = target.protocol === "https:";
      const outgoing = (secure ? https : http).request({
        protocol: target.protocol,
        hostname: target.hostname.replace(/^\[|\]$/g, ""),
        port: target.port || (secure ? 443 : 80),
        method: request.method,
        path: target.pathname.replace(/\/$/, "") + path,
        headers: {
          ...headersFor(request),
          ...(upgrade ? { connection: "Upgrade", upgrade: "websocket" } : framed(framing)),
          host: target.host,
        },
        agent: upgrade || isOdd(request, framing) ? false : agents[secure ? "https:" : "http:"],
        timeout: idleMs,
      });
      const tooSlow = setTimeout(() => outgoing.destroy(new Error("connecting took too long")), connectMs);
      outgoing.on("socket", (socket) => {
        if (!socket.connecting) clearTimeout(tooSlow);
        else socket.once(secure ? "secureConnect" : "connect", () => clearTimeout(tooSlow));
      });
      outgoing.on("close", () => clearTimeout(tooSlow));
      outgoing.on("timeout", () => outgoing.destroy(new Error("the far end is silent")));
      return outgoing;
    },
    close() {
      agents["http:"].destroy();
      agents["https:"].destroy();
    },
  };
}

/**
 * Where the body ends, said by us. Node writes a body without any of this for GET, HEAD, DELETE and OPTIONS: the far end
 * would take it for the next request.
 */
function framed(framing: Framing): OutgoingHttpHeaders {
  switch (framing.kind) {
    case "none":
      return {};
    case "length":
      return { "content-length": framing.bytes };
    case "chunked":
      return { "transfer-encoding": "chunked" };
  }
}

/** Whether far ends may read the request differently: then nobody else's request follows on its connection. */
function isOdd(request: IncomingMessage, framing: Framing): boolean {
  return framing.kind !== "none" && !withBody.has(request.method ?? "");
}

/** The headers of a message without those of its connection, and without `more`. */
export function endToEnd(
  headers: IncomingMessage["headers"],
  more: ReadonlySet<string> = new Set(),
): OutgoingHttpHeaders {
  const named = new Set(connectionNames(headers.connection));
  // Whatever `Connection` says: without its length a message ends elsewhere.
  named.delete("content-length");
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !hopByHop.has(name) && !more.has(name) && !named.has(name)),
  );
}
