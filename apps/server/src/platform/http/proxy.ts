import http, { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { type Log, messageOf } from "@parley/kernel";
import type { Peer } from "./guard.ts";
import { matrixCors } from "./headers.ts";
import { destinationOf } from "./proxy-rules.ts";

/** Forwards what belongs to the homeserver and the SFU. */
export interface ReverseProxy {
  /** Whether it answered (or refused) the request; false: not its path. */
  request(request: IncomingMessage, response: ServerResponse): boolean;
  /** The same for a WebSocket upgrade. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Cuts what is still running. */
  close(): void;
}

/** A far end that is silent for so long is given up; long polls wait far less. */
const idleMs = 5 * 60_000;
const connectMs = 10_000;

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
/** Claims about the client that only we make. */
const forwarding = new Set([
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-real-ip",
]);

/**
 * `upstream` answers the base address of each at the moment of asking: null while there is none, undefined where it
 * is not forwarded here at all (attached, with an address of its own).
 */
export function createProxy(deps: {
  upstream: (which: "homeserver" | "sfu") => string | null | undefined;
  peerOf: (request: IncomingMessage) => Peer;
  hostAllowed: (request: IncomingMessage) => boolean;
  maxUploadBytes: number;
  log: Log;
}): ReverseProxy {
  const agents = {
    "http:": new http.Agent({ keepAlive: true, maxFreeSockets: 32 }),
    "https:": new https.Agent({ keepAlive: true, maxFreeSockets: 32 }),
  };
  const tunnels = new Set<Duplex>();

  const open = (base: string, path: string, request: IncomingMessage, headers: OutgoingHttpHeaders, agent: boolean) => {
    const target = new URL(base);
    const secure = target.protocol === "https:";
    const outgoing = (secure ? https : http).request({
      protocol: target.protocol,
      hostname: target.hostname.replace(/^\[|\]$/g, ""),
      port: target.port || (secure ? 443 : 80),
      method: request.method,
      path: target.pathname.replace(/\/$/, "") + path,
      headers: { ...headers, host: target.host },
      agent: agent ? agents[secure ? "https:" : "http:"] : false,
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
  };

  const headersFor = (request: IncomingMessage): OutgoingHttpHeaders => {
    const peer = deps.peerOf(request);
    return {
      ...without(request.headers, forwarding),
      // Synapse takes the first value for the client's address: nothing that the client wrote may be left of it.
      "x-forwarded-for": peer.address,
      "x-forwarded-proto": peer.protocol,
    };
  };

  const forward = (base: string, path: string, request: IncomingMessage, response: ServerResponse) => {
    const announced = Number(request.headers["content-length"] ?? 0);
    if (announced > deps.maxUploadBytes) return tooLarge(response);
    const outgoing = open(base, path, request, headersFor(request), true);
    let sent = 0;
    const abandon = () => outgoing.destroy();
    response.on("close", abandon);
    outgoing.on("response", (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, without(incoming.headers, new Set()));
      incoming.pipe(response);
      // A far end that dies in the middle must not look like a complete answer.
      incoming.on("aborted", () => response.destroy());
      incoming.on("error", () => response.destroy());
    });
    outgoing.on("error", (thrown) => {
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      deps.log.warn("the far end did not answer", { error: messageOf(thrown) });
      unavailable(request, response);
    });
    request.on("data", (chunk: Buffer) => {
      sent += chunk.length;
      if (sent > deps.maxUploadBytes) {
        response.off("close", abandon);
        request.unpipe(outgoing);
        outgoing.destroy();
        if (!response.headersSent) tooLarge(response);
        else response.destroy();
      }
    });
    request.on("error", abandon);
    request.pipe(outgoing);
  };

  return {
    request(request, response) {
      const destination = destinationOf(request.url ?? "");
      if (destination.to === "none") return false;
      response.on("error", () => {});
      if (!deps.hostAllowed(request)) {
        matrixAnswer(response, 403, "M_FORBIDDEN", "This server is not known under that host name.");
      } else if (destination.to === "refused") {
        matrixAnswer(response, 404, "M_UNRECOGNIZED", "Not offered here.");
      } else {
        const base = deps.upstream(destination.to);
        if (base === undefined) matrixAnswer(response, 404, "M_UNRECOGNIZED", "Not offered here.");
        else if (base === null) unavailable(request, response);
        else forward(base, destination.path, request, response);
      }
      // Whatever was not read is thrown away, so that the connection can go on.
      if (response.writableEnded) request.resume();
      return true;
    },
    upgrade(request, socket, head) {
      const destination = destinationOf(request.url ?? "");
      if (destination.to === "none") return false;
      socket.on("error", () => socket.destroy());
      const base = deps.hostAllowed(request) ? deps.upstream("sfu") : undefined;
      if (destination.to !== "sfu" || base === undefined) refuseUpgrade(socket, "404 Not Found");
      else if (base === null) refuseUpgrade(socket, "503 Service Unavailable");
      else {
        const headers = { ...headersFor(request), connection: "Upgrade", upgrade: "websocket" };
        const outgoing = open(base, destination.path, request, headers, false);
        const giveUp = () => outgoing.destroy();
        socket.once("close", giveUp);
        outgoing.on("upgrade", (incoming, far, farHead) => {
          socket.off("close", giveUp);
          tunnels.add(socket);
          far.setTimeout(0);
          socket.write(statusLine(incoming));
          if (farHead.length > 0) socket.write(farHead);
          if (head.length > 0) far.write(head);
          far.pipe(socket).pipe(far);
          const end = () => {
            tunnels.delete(socket);
            far.destroy();
            socket.destroy();
          };
          for (const side of [far, socket]) {
            side.on("error", end);
            side.on("close", end);
          }
        });
        outgoing.on("response", (incoming) => {
          socket.write(statusLine(incoming));
          incoming.pipe(socket);
        });
        outgoing.on("error", () => refuseUpgrade(socket, "503 Service Unavailable"));
        outgoing.end();
      }
      return true;
    },
    close() {
      for (const tunnel of tunnels) tunnel.destroy();
      agents["http:"].destroy();
      agents["https:"].destroy();
    },
  };
}

function without(headers: IncomingMessage["headers"], more: ReadonlySet<string>): OutgoingHttpHeaders {
  const named = new Set(
    String(headers.connection ?? "")
      .toLowerCase()
      .split(",")
      .map((name) => name.trim()),
  );
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !hopByHop.has(name) && !more.has(name) && !named.has(name)),
  );
}

function statusLine(incoming: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${incoming.statusCode} ${incoming.statusMessage}`];
  const raw = incoming.rawHeaders;
  for (let i = 0; i + 1 < raw.length; i += 2) lines.push(`${raw[i]}: ${raw[i + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** Ends an upgrade that is not taken. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  if (socket.destroyed) return;
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function unavailable(request: IncomingMessage, response: ServerResponse): void {
  // A browser asks before it sends; without this answer it would never see that the homeserver is down.
  if (request.method === "OPTIONS") {
    response.writeHead(204, matrixCors).end();
    return;
  }
  response.setHeader("retry-after", "2");
  matrixAnswer(response, 503, "M_UNKNOWN", "The homeserver does not answer just now. Try again in a moment.");
}

function tooLarge(response: ServerResponse): void {
  response.setHeader("connection", "close");
  matrixAnswer(response, 413, "M_TOO_LARGE", "The upload is larger than this server takes.");
}

function matrixAnswer(response: ServerResponse, status: number, errcode: string, error: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { ...matrixCors, "content-type": "application/json" });
  response.end(JSON.stringify({ errcode, error }));
}
