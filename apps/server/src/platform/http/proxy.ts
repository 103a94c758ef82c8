import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type Log, messageOf } from "@parley/kernel";
import { createFarEnd, endToEnd } from "./far-end.ts";
import { framingOf } from "./framing.ts";
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

/** Decides who gets through to the SFU: by the token that they bring, whatever page they come from. */
export interface SfuGate {
  /** Null: not with this token. `opened` is called when their connection stands, its answer when that is over. */
  admit(target: string, headers: IncomingHttpHeaders): Promise<{ readonly opened: () => () => void } | null>;
}

/**
 * `upstream` answers the base address of each at the moment of asking: null while there is none, undefined where it
 * is not forwarded here at all (attached, with an address of its own).
 */
export function createProxy(deps: {
  upstream: (which: "homeserver" | "sfu") => string | null | undefined;
  peerOf: (request: IncomingMessage) => Peer;
  hostAllowed: (request: IncomingMessage) => boolean;
  gate: SfuGate;
  /** A device may have been signed out through us. */
  signedOut: () => void;
  maxUploadBytes: number;
  log: Log;
}): ReverseProxy {
  const far = createFarEnd(deps.peerOf);
  const tunnels = new Set<Duplex>();

  const forward = (base: string, path: string, request: IncomingMessage, response: ServerResponse) => {
    const framing = framingOf(request);
    if (framing === null) return malformed(response);
    if (framing.kind === "length" && framing.bytes > deps.maxUploadBytes) return tooLarge(response);
    const outgoing = far.open(base, path, request, framing);
    let sent = 0;
    const abandon = () => outgoing.destroy();
    response.on("close", abandon);
    outgoing.on("response", (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, endToEnd(incoming.headers));
      if (incoming.statusCode === 200 && signsOut(request.method ?? "", path)) deps.signedOut();
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
    if (framing.kind === "none") {
      request.resume();
      outgoing.end();
      return;
    }
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

  /** What LiveKit answers to plain requests says whether a token is good: only to who may come. */
  const admitted = async (base: string, path: string, request: IncomingMessage, response: ServerResponse) => {
    const seat = await deps.gate.admit(path, request.headers).catch(() => null);
    if (seat !== null) return forward(base, path, request, response);
    matrixAnswer(response, 401, "M_UNAUTHORIZED", "That call cannot be joined with this token.");
    request.resume();
  };
  const join = async (base: string, path: string, request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const seat = await deps.gate.admit(path, request.headers).catch(() => null);
    if (seat === null) return refuseUpgrade(socket, "401 Unauthorized");
    if (socket.destroyed) return;
    const closed = seat.opened();
    socket.once("close", closed);
    tunnel(far.open(base, path, request, "upgrade"), socket, head, tunnels);
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
        else if (destination.to === "sfu") void admitted(base, destination.path, request, response);
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
      else if (framingOf(request)?.kind !== "none") refuseUpgrade(socket, "400 Bad Request");
      else if (base === null) refuseUpgrade(socket, "503 Service Unavailable");
      else void join(base, destination.path, request, socket, head);
      return true;
    },
    close() {
      for (const socket of tunnels) socket.destroy();
      far.close();
    },
  };
}

/** Whether a request that went well may have ended a device. Source: Matrix 1.18, "Logout", "Device management". */
function signsOut(method: string, path: string): boolean {
  const plain = path.split("?", 1)[0] ?? "";
  if (method === "DELETE") return /^\/_matrix\/client\/[^/]+\/devices\//.test(plain);
  return (
    method === "POST" &&
    /^\/_matrix\/client\/[^/]+\/(?:logout(?:\/all)?|delete_devices|account\/(?:password|deactivate))$/.test(plain)
  );
}

/** Joins a client's socket with the far end once that has agreed to the upgrade. `open` holds what is joined. */
function tunnel(outgoing: ClientRequest, socket: Duplex, head: Buffer, open: Set<Duplex>): void {
  const giveUp = () => outgoing.destroy();
  socket.once("close", giveUp);
  outgoing.on("upgrade", (incoming, far, farHead) => {
    socket.off("close", giveUp);
    open.add(socket);
    far.setTimeout(0);
    socket.write(statusLine(incoming));
    if (farHead.length > 0) socket.write(farHead);
    if (head.length > 0) far.write(head);
    far.pipe(socket).pipe(far);
    const end = () => {
      open.delete(socket);
      far.destroy();
      socket.destroy();
    };
    for (const side of [far, socket]) {
      side.on("error", end);
      side.on("close", end);
    }
  });
  outgoing.on("response", (incoming) => {
    // A refusal: its body comes decoded, and ends with the connection.
    socket.write(statusLine(incoming, ["transfer-encoding", "connection", "keep-alive"]));
    incoming.pipe(socket);
  });
  outgoing.on("error", () => refuseUpgrade(socket, "503 Service Unavailable"));
  outgoing.end();
}

function statusLine(incoming: IncomingMessage, leftOut: readonly string[] = []): string {
  const lines = [`HTTP/1.1 ${incoming.statusCode} ${incoming.statusMessage}`];
  const raw = incoming.rawHeaders;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (!leftOut.includes((raw[i] ?? "").toLowerCase())) lines.push(`${raw[i]}: ${raw[i + 1]}`);
  }
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

function malformed(response: ServerResponse): void {
  // Where this request ends nobody knows for certain: the connection ends with it.
  response.setHeader("connection", "close");
  matrixAnswer(response, 400, "M_UNKNOWN", "The request does not say clearly where it ends.");
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
