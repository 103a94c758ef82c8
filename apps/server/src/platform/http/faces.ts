import type { IncomingMessage } from "node:http";
import type { AppError, Clock, Log } from "@parley/kernel";
import { covers, limits, type ScopeName } from "@parley/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Principal, RateLimit } from "../call.ts";
import { fault, statusOf } from "../methods/faults.ts";
import { parseJson } from "../methods/json.ts";
import { asFault, bearerOf, idempotencyKeyOf } from "./api.ts";
import type { Authenticate } from "./authenticate.ts";
import type { Guard, Peer } from "./guard.ts";

/** A request at a face: origin, token, scope, rate and JSON were looked at. */
export interface FaceCall {
  readonly principal: Principal;
  readonly address: string;
  /** What stands in the address's named places. */
  readonly named: Readonly<Record<string, string>>;
  /** Read as JSON; an empty object where there is none. */
  readonly body: unknown;
  readonly idempotencyKey: string | null;
  /** Aborts when whoever asked has gone, and at the face's deadline. */
  readonly signal: AbortSignal;
}

/** A whole answer; or one that comes piece by piece, as server-sent events (WHATWG HTML, 9.2). */
export type FaceAnswer =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly stream: (send: (piece: string) => void) => Promise<void> };

/** How a fault is said there. */
export interface FaceFault {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An address whose wire others have agreed on, behind our tokens and scopes. What it does is its module's business. */
export interface Face {
  readonly method: "GET" | "POST" | "PATCH";
  /** A name after a colon stands for one segment. */
  readonly url: string;
  readonly scope: ScopeName;
  /** Of the body. */
  readonly maxBytes: number;
  readonly deadlineMs: number;
  /** Headers that hold the token for who sends no `Authorization`. */
  readonly tokenHeaders?: readonly string[];
  /** `error` has a code of the contract; `status` is that of its row. */
  readonly refuse: (error: AppError, status: number) => FaceFault;
  readonly answer: (call: FaceCall) => Promise<FaceAnswer>;
}

/** What the faces are served with. */
interface FaceParts {
  readonly faces: readonly Face[];
  readonly authenticate: Authenticate;
  readonly rate: RateLimit;
  readonly guard: Guard;
  readonly peerOf: (request: IncomingMessage) => Peer;
  readonly clock: Clock;
  readonly log: Log;
}

/** Something is said this often, so that nobody between takes a thinking agent for a dead connection. */
const aliveMs = 15_000;

/** Serves faces: what is refused is refused before a byte of the body is read. */
export function registerFaces(app: FastifyInstance, parts: FaceParts): void {
  for (const face of parts.faces) app.register(async (place) => serve(place, face, parts));
}

function serve(place: FastifyInstance, face: Face, parts: FaceParts): void {
  const callers = new WeakMap<FastifyRequest, Principal>();
  place.setErrorHandler((thrown, request, reply) => refuse(face, reply, asFault(thrown, request, parts.log)));
  place.removeAllContentTypeParsers();
  place.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, body === "" ? {} : parseJson(String(body)));
    } catch (thrown) {
      done(thrown instanceof Error ? thrown : fault("BAD_PARAMS"));
    }
  });
  place.addHook("onRequest", async (request, reply) => {
    reply.header("cache-control", "no-store");
    if (request.method !== "GET" && !parts.guard.origin(request.headers)) throw fault("ORIGIN_REFUSED");
    if (Object.hasOwn(Object(request.query), "token"))
      throw fault("BAD_PARAMS", "A token stands in a header, never in an address.");
    const bearer = bearerOf(request) ?? tokenOf(request, face);
    const principal = bearer === null ? null : await parts.authenticate(bearer, parts.peerOf(request.raw));
    if (principal === null) throw fault("NOT_SIGNED_IN");
    if (!covers(principal.scopes, face.scope)) {
      throw fault("MISSING_SCOPE", `missing scope: ${face.scope}`, {
        details: { missingScope: face.scope, requiredScopes: [face.scope] },
      });
    }
    parts.rate.take(principal.userId);
    callers.set(request, principal);
  });
  place.route({
    method: face.method,
    url: face.url,
    bodyLimit: face.maxBytes,
    async handler(request, reply) {
      const principal = callers.get(request);
      if (principal === undefined) throw fault("NOT_SIGNED_IN");
      const leave = new AbortController();
      const gone = () => leave.abort();
      reply.raw.once("close", gone);
      const cancel = parts.clock.after(face.deadlineMs, gone);
      try {
        const answer = await face.answer({
          principal,
          address: parts.peerOf(request.raw).counted,
          named: { ...Object(request.params) },
          body: request.body ?? {},
          idempotencyKey: idempotencyKeyOf(request),
          signal: leave.signal,
        });
        if ("stream" in answer) await stream(reply, answer.stream, { leave, clock: parts.clock });
        else
          await reply
            .code(answer.status)
            .headers({ ...answer.headers })
            .send(answer.body);
      } finally {
        cancel();
        reply.raw.off("close", gone);
      }
      return reply;
    },
  });
}

function tokenOf({ headers }: FastifyRequest, { tokenHeaders = [] }: Face): string | null {
  const found = tokenHeaders.map((name) => headers[name]).find((value) => typeof value === "string" && value !== "");
  return typeof found === "string" ? found : null;
}

/** Sends pieces as they come. Who reads too slowly is left, and what was being done for them with them. */
async function stream(
  reply: FastifyReply,
  run: (send: (piece: string) => void) => Promise<void>,
  { leave, clock }: { leave: AbortController; clock: Clock },
): Promise<void> {
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  reply.hijack();
  raw.on("error", () => leave.abort());
  // Said to proxies that would rather wait for the whole.
  raw.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" });
  raw.flushHeaders();
  const write = (piece: string) => {
    if (raw.destroyed || raw.writableEnded) return;
    if (raw.writableLength > limits.bufferedBytes) raw.destroy();
    else raw.write(piece);
  };
  let quiet = () => {};
  const alive = () => {
    write(": alive\n\n");
    quiet = clock.after(aliveMs, alive);
  };
  quiet = clock.after(aliveMs, alive);
  try {
    await run(write);
  } finally {
    quiet();
    raw.end();
  }
}

function refuse(face: Face, reply: FastifyReply, error: AppError): FastifyReply {
  if (error.retryAfterMs !== undefined) reply.header("retry-after", String(Math.ceil(error.retryAfterMs / 1000)));
  const { status, body, headers } = face.refuse(error, statusOf(error.code));
  return reply
    .code(status)
    .headers({ ...headers })
    .send(body);
}
