import type { IncomingMessage } from "node:http";
import { AppError, type Log, messageOf } from "@parley/kernel";
import { errorCodes } from "@parley/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Dispatcher } from "../methods/dispatch.ts";
import { fault, presentable } from "../methods/faults.ts";
import { parseJson } from "../methods/json.ts";
import type { Authenticate } from "./authenticate.ts";
import type { Guard, Peer } from "./guard.ts";

/** What the method addresses need. */
interface ApiParts {
  readonly dispatcher: Dispatcher;
  readonly authenticate: Authenticate;
  readonly guard: Guard;
  readonly peerOf: (request: IncomingMessage) => Peer;
  readonly log: Log;
}

type MethodRequest = FastifyRequest<{ Params: { method: string } }>;

/** The methods over HTTP: GET for reads, POST for everything, answers as bare JSON, errors as `{ error }`. */
export function registerApi(app: FastifyInstance, parts: ApiParts): void {
  // Of every address, not of the methods alone: errors have one shape.
  app.setErrorHandler((thrown, request, reply) => sendError(reply, asFault(thrown, request, parts.log)));
  app.register(async (api) => {
    api.removeAllContentTypeParsers();
    api.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
      try {
        done(null, body === "" ? {} : parseJson(String(body)));
      } catch (thrown) {
        done(presentable(thrown));
      }
    });
    api.addHook("onRequest", async (request, reply) => {
      reply.header("cache-control", "no-store");
      if (request.method !== "GET" && !parts.guard.origin(request.headers)) throw fault("ORIGIN_REFUSED");
    });

    const answer = async (request: MethodRequest, reply: FastifyReply, params: unknown): Promise<unknown> => {
      const peer = parts.peerOf(request.raw);
      const row = parts.dispatcher.row(request.params.method);
      const bearer = bearerOf(request);
      const principal = bearer !== null && row?.scope !== "public" ? await parts.authenticate(bearer, peer) : null;
      const result = await parts.dispatcher.dispatch({
        method: request.params.method,
        params,
        idempotencyKey: idempotencyKeyOf(request),
        principal,
        address: peer.counted,
        bearer,
      });
      // Left to itself, nothing at all would be sent.
      return result === null ? reply.type("application/json").send("null") : result;
    };

    api.get("/api/v1/:method", async (request: MethodRequest, reply) => {
      const row = parts.dispatcher.row(request.params.method);
      if (row && row.kind !== "read") throw fault("BAD_PARAMS", "This method changes something: use POST.");
      if (row?.secretParams) throw fault("BAD_PARAMS", "This method takes a secret: use POST, never an address.");
      return answer(
        request,
        reply,
        queryParams(request.query, (params) => row?.params().safeParse(params).success ?? true),
      );
    });
    api.post("/api/v1/:method", async (request: MethodRequest, reply) => answer(request, reply, request.body ?? {}));
  });
}

/** `?params=<json>`, or plain values: texts as they are, else read as JSON where only that fits the method. */
function queryParams(query: unknown, fits: (params: unknown) => boolean): unknown {
  const values = Object.entries(query as Record<string, unknown>);
  const whole = values.find(([name]) => name === "params");
  if (whole && typeof whole[1] === "string") return parseJson(whole[1]);
  const texts = Object.fromEntries(values);
  if (fits(texts)) return texts;
  return Object.fromEntries(
    values.map(([name, value]) => [
      name,
      typeof value === "string" && /^(-?\d{1,15}|true|false|null)$/.test(value) ? JSON.parse(value) : value,
    ]),
  );
}

/** What stands behind `Bearer`; null: nothing that could be a token. */
export function bearerOf(request: FastifyRequest): string | null {
  const match = /^Bearer ([\x21-\x7e]{8,4096})$/i.exec(request.headers.authorization ?? "");
  return match?.[1] ?? null;
}

/** What a write came with. Throws BAD_PARAMS. */
export function idempotencyKeyOf(request: FastifyRequest): string | null {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return null;
  if (typeof key !== "string" || !/^[\x21-\x7e]{1,128}$/.test(key)) {
    throw fault("BAD_PARAMS", "An idempotency key has 1 to 128 visible characters.");
  }
  return key;
}

/** Whatever was thrown while a request was served, as one of our codes. */
export function asFault(thrown: unknown, request: FastifyRequest, log: Log): AppError {
  if (thrown instanceof AppError) return presentable(thrown);
  const status = thrown instanceof Error && "statusCode" in thrown ? thrown.statusCode : undefined;
  if (status === 413) return fault("TOO_LARGE");
  if (typeof status === "number" && status >= 400 && status < 500) return fault("BAD_PARAMS", messageOf(thrown));
  log.error("request failed", { method: request.method, error: messageOf(thrown) });
  return presentable(thrown);
}

function sendError(reply: FastifyReply, error: AppError): FastifyReply {
  const shown = presentable(error);
  if (shown.retryAfterMs !== undefined) reply.header("retry-after", String(Math.ceil(shown.retryAfterMs / 1000)));
  return reply.code(errorCodes[shown.code].status).send({
    error: {
      code: shown.code,
      message: shown.message,
      retryable: shown.retryable,
      ...(shown.retryAfterMs === undefined ? {} : { retryAfterMs: shown.retryAfterMs }),
      ...(shown.details === undefined ? {} : { details: shown.details }),
    },
  });
}
