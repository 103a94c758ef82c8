import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import type { Clock, Log } from "@parley/kernel";
import { limits } from "@parley/protocol";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { RateLimit } from "../call.ts";
import type { Dispatcher } from "../methods/dispatch.ts";
import { registerApi } from "./api.ts";
import type { Authenticate } from "./authenticate.ts";
import { type Face, registerFaces } from "./faces.ts";
import type { Guard, Peer } from "./guard.ts";
import { matrixCors, securityHeaders } from "./headers.ts";
import type { ReverseProxy } from "./proxy.ts";
import { destinationOf } from "./proxy-rules.ts";
import type { WebFiles } from "./web-files.ts";

/** Everything the HTTP face is made of. */
export interface HttpParts {
  readonly publicUrl: string;
  /** PEM contents; null: plain HTTP. */
  readonly tls: { readonly cert: string | Buffer; readonly key: string | Buffer } | null;
  readonly guard: Guard;
  readonly peerOf: (request: IncomingMessage) => Peer;
  readonly proxy: ReverseProxy;
  /** Addresses with a wire of their own; whether it took the request. */
  readonly foreign: (request: IncomingMessage, response: http.ServerResponse) => boolean;
  readonly web: WebFiles;
  readonly methods: { readonly dispatcher: Dispatcher; readonly authenticate: Authenticate };
  /** Addresses behind our tokens with a wire of their own. */
  readonly faces: { readonly all: readonly Face[]; readonly rate: RateLimit; readonly clock: Clock };
  readonly state: HttpState;
}

/** What the plain addresses answer from. */
export interface HttpState {
  /** Where browsers reach the homeserver. */
  homeserverBase(): string;
  /** What well-known says of calls; empty where there are none. */
  transports(): Readonly<Record<string, unknown>>;
  /** Where else pages have to reach to sign people in there. */
  signInOrigins(): readonly string[];
  /** Where else pages may connect to, as sources of a content security policy: other homeservers. */
  readonly others: readonly string[];
  /** Whether people can be served: chat answers, or the set-up page is what is next. */
  ready(): { ok: boolean; parts: readonly { name: string; state: string }[] };
}

const reserved = /^\/(api|v1|tools|hooks|gateway|livekit|_matrix|_synapse|\.well-known|healthz|readyz|metrics)(\/|$)/;

/** Builds the HTTP server; it does not listen yet. Upgrades are left to the caller. */
export function createHttpServer(parts: HttpParts, log: Log): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: limits.httpBodyBytes,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 128 },
    frameworkErrors: (_error, _request, reply) =>
      void plainError(reply, 400, "BAD_PARAMS", "The address is malformed."),
    clientErrorHandler: refuseUnread,
    serverFactory: (handler) => {
      const front = (request: IncomingMessage, response: http.ServerResponse) => {
        if (parts.proxy.request(request, response)) return;
        if (parts.guard.host(request.headers) !== "refused" && parts.foreign(request, response)) return;
        handler(request, response);
      };
      // Slow headers are an attack, slow bodies are uploads.
      const options = {
        headersTimeout: 20_000,
        requestTimeout: 30 * 60_000,
        keepAliveTimeout: 75_000,
        maxHeaderSize: 32 * 1024,
      };
      const server = parts.tls
        ? https.createServer({ ...options, ...parts.tls }, front)
        : http.createServer(options, front);
      return server.on("checkExpectation", refuseExpectation);
    },
  });

  app.addHook("onRequest", async (request, reply) => {
    for (const [name, value] of Object.entries(headersNow(parts))) reply.header(name, value);
    if (request.url === "/healthz" || request.url === "/readyz") return;
    const host = parts.guard.host(request.headers);
    if (host === "refused") {
      await plainError(reply, 403, "ORIGIN_REFUSED", "This server is not known under that host name.");
      return;
    }
    // One address for browsers: another spelling is another origin, and every key in it would seem lost.
    if (host === "local" && isPage(request)) {
      const target = new URL(parts.publicUrl);
      await reply.redirect(`${target.origin}${request.url.startsWith("//") ? "/" : request.url}`, 307);
    }
  });

  app.get("/healthz", async (_request, reply) => {
    reply.header("cache-control", "no-store");
    return { ok: true };
  });
  app.get("/readyz", async (_request, reply) => {
    const state = parts.state.ready();
    reply.header("cache-control", "no-store").code(state.ok ? 200 : 503);
    return state;
  });
  app.get("/.well-known/matrix/client", async (_request, reply) => {
    for (const [name, value] of Object.entries(matrixCors)) reply.header(name, value);
    reply.header("cross-origin-resource-policy", "cross-origin");
    return { "m.homeserver": { base_url: parts.state.homeserverBase() }, ...parts.state.transports() };
  });
  const { guard, peerOf, faces } = parts;
  registerApi(app, { ...parts.methods, guard, peerOf, log });
  const { authenticate } = parts.methods;
  registerFaces(app, { faces: faces.all, rate: faces.rate, clock: faces.clock, authenticate, guard, peerOf, log });
  app.route({ method: ["GET", "HEAD"], url: "/*", handler: (request, reply) => sendWeb(parts, request, reply) });
  app.setNotFoundHandler((_request, reply) => plainError(reply, 404, "NOT_FOUND", "Nothing is here."));
  return app;
}

async function sendWeb(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { web } = parts;
  const path = decoded(request.url);
  if (path === null || reserved.test(path) || destinationOf(request.url).to !== "none") {
    return plainError(reply, 404, "NOT_FOUND", "Nothing is here.");
  }
  const accepts = String(request.headers["accept-encoding"] ?? "");
  const exact = path === "/" ? null : await web.find(path, accepts);
  // Every address of the client's own routes is the one page; room ids hold dots, so an ending says nothing.
  const page = !path.startsWith("/assets/") && /text\/html|\*\/\*|^$/.test(String(request.headers.accept ?? ""));
  const file = exact ?? (page ? await web.find("/index.html", accepts) : null);
  if (!file) {
    if (exact === null && page && (await web.find("/index.html", "")) === null) return notBuilt(reply);
    return plainError(reply, 404, "NOT_FOUND", "Nothing is here.");
  }
  // Once more: the hashes of its inline scripts belong to the build that was just looked at.
  for (const [name, value] of Object.entries({ ...headersNow(parts), ...file.headers })) reply.header(name, value);
  if (request.headers["if-none-match"] === file.etag) {
    reply.removeHeader("content-length");
    return reply.code(304).send();
  }
  return request.method === "HEAD" ? reply.send() : reply.send(file.open());
}

function notBuilt(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .header("content-type", "text/html; charset=utf-8")
    .header("retry-after", "5")
    .send(
      "<!doctype html><title>Parley</title><p>The web client has not been built yet. <code>npm start</code> builds it; if that is running, reload this page in a moment.</p>",
    );
}

function headersNow(parts: HttpParts): Record<string, string> {
  const base = new URL(parts.state.homeserverBase()).origin;
  const homeserver = [base, ...parts.state.signInOrigins()].filter(
    (origin) => origin !== new URL(parts.publicUrl).origin,
  );
  return securityHeaders({
    publicUrl: parts.publicUrl,
    scriptHashes: parts.web.scriptHashes(),
    connect: [...homeserver, ...parts.state.others],
  });
}

/** Whether a browser is opening a page, as against a program calling a method. */
function isPage(request: FastifyRequest): boolean {
  return (request.method === "GET" || request.method === "HEAD") && !reserved.test(request.url);
}

function decoded(url: string): string | null {
  try {
    return decodeURIComponent(url.split("?", 1)[0] ?? "/");
  } catch {
    return null;
  }
}

/** Whoever expects more than `100-continue` gets an error in the shape of what was asked. Source: RFC 9110, 10.1.1. */
function refuseExpectation(request: IncomingMessage, response: http.ServerResponse): void {
  const message = "What the header Expect asks for is not offered.";
  const isMatrix = destinationOf(request.url ?? "").to !== "none";
  const body = isMatrix
    ? { errcode: "M_UNKNOWN", error: message }
    : { error: { code: "BAD_PARAMS", message, retryable: false } };
  // The body that it held back may come all the same: nothing more is read from this connection.
  const headers = { "content-type": "application/json", "cache-control": "no-store", "connection": "close" };
  response.writeHead(417, { ...(isMatrix ? matrixCors : {}), ...headers }).end(JSON.stringify(body));
}

/** Answers what Node could not read as a request at all; nothing more is read from that connection. */
function refuseUnread(thrown: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || thrown.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, code, message] =
    thrown.code === "HPE_HEADER_OVERFLOW"
      ? (["431 Request Header Fields Too Large", "TOO_LARGE", "The headers are too large."] as const)
      : thrown.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? (["408 Request Timeout", "BAD_PARAMS", "The request came too slowly."] as const)
        : (["400 Bad Request", "BAD_PARAMS", "This is no HTTP request."] as const);
  const body = JSON.stringify({ error: { code, message, retryable: false } });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function plainError(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply
    .code(status)
    .header("cache-control", "no-store")
    .send({ error: { code, message, retryable: false } });
}
