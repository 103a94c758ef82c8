import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { AppError, type Log, messageOf } from "@parley/kernel";
import { statusOf } from "../methods/faults.ts";
import { parseJson } from "../methods/json.ts";
import { matrixCors } from "./headers.ts";

/** A request as a foreign route sees it. */
export interface Asked {
  /** What stands in the path's `*` places, decoded. */
  readonly named: readonly string[];
  readonly headers: IncomingHttpHeaders;
  /** As it came: signatures are of bytes. */
  readonly body: Buffer;
  /** The body as a value. Throws what is answered as M_NOT_JSON. */
  readonly json: () => unknown;
  /** The client's address after trusted proxies. */
  readonly address: string;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterMs?: number;
  /** Milliseconds that the parts of the work took, told as `Server-Timing` (W3C). */
  readonly timing?: Readonly<Record<string, number>>;
}

/** An address whose wire belongs to somebody else: Matrix errors, no method of ours. */
export interface ForeignRoute {
  readonly method: "GET" | "POST" | "PUT";
  /** Without a query; a segment `*` stands for one of any name. */
  readonly path: string;
  /** Of the body; more is answered 413 unread. */
  readonly maxBytes: number;
  /** Pages of other origins may ask: what answers holds no authority but what the request brings. */
  readonly cors: boolean;
  /** Looks at the headers before anything of the body is read; an answer refuses. */
  readonly admit?: (headers: IncomingHttpHeaders) => Answered | null;
  /** Throws AppError, which is said in Matrix's words, or anything else for 500. */
  readonly answer: (asked: Asked) => Promise<Answered>;
}

/** Refuses in Matrix's words. Source: Matrix 1.18, "Standard error response". */
class MatrixError extends Error {
  readonly status: number;
  readonly errcode: string;
  constructor(status: number, errcode: string, message: string) {
    super(message);
    this.status = status;
    this.errcode = errcode;
  }
}

/** What our own codes are called there. */
const errcodes: Readonly<Record<string, string>> = {
  BAD_PARAMS: "M_BAD_JSON",
  NOT_FOUND: "M_NOT_FOUND",
  NOT_SIGNED_IN: "M_UNAUTHORIZED",
  NOT_ADMITTED: "M_FORBIDDEN",
  RATE_LIMITED: "M_LIMIT_EXCEEDED",
  STARTING: "ORG.PARLEY.STARTING",
  PART_DOWN: "M_UNKNOWN",
};

function jsonOf(body: Buffer): unknown {
  try {
    return parseJson(body.toString("utf8"));
  } catch {
    throw new MatrixError(400, "M_NOT_JSON", "The body is not valid JSON.");
  }
}

const bodyDeadlineMs = 30_000;

/** Answers whether it took the request. Paths under which nothing matches are left to others. */
export function createForeignRoutes(
  routes: readonly ForeignRoute[],
  { addressOf, log }: { addressOf: (request: IncomingMessage) => string; log: Log },
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const table = routes.map((route) => ({ route, segments: route.path.split("/") }));

  const run = async (route: ForeignRoute, named: string[], request: IncomingMessage, response: ServerResponse) => {
    const refused = route.admit?.(request.headers) ?? null;
    if (refused !== null) return send(response, route, refused, true);
    const body = await readBody(request, route.maxBytes);
    if (body === null) {
      return send(response, route, error(new MatrixError(413, "M_TOO_LARGE", "The request is too large.")), true);
    }
    const { headers } = request;
    const asked = { named, headers, body, json: () => jsonOf(body), address: addressOf(request) };
    send(response, route, await route.answer(asked));
  };

  return (request, response) => {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const segments = path.split("/");
    const found = table.filter((row) => matches(row.segments, segments));
    if (found.length === 0) return false;
    response.on("error", () => {});
    const method = request.method === "HEAD" ? "GET" : request.method;
    const row = found.find(({ route }) => route.method === method);
    const any = found[0]?.route;
    if (request.method === "OPTIONS" && any?.cors) {
      request.resume();
      response.writeHead(204, matrixCors).end();
      return true;
    }
    if (row === undefined) {
      request.resume();
      send(response, any, error(new MatrixError(405, "M_UNRECOGNIZED", "Not with this method.")));
      return true;
    }
    const named = namedIn(row.segments, segments);
    if (named === null) {
      request.resume();
      send(response, row.route, error(new MatrixError(400, "M_UNRECOGNIZED", "The address is malformed.")));
      return true;
    }
    run(row.route, named, request, response).catch((thrown: unknown) => {
      if (!(thrown instanceof MatrixError) && !isTold(thrown))
        log.error("a foreign route failed", { path, error: messageOf(thrown) });
      send(response, row.route, error(thrown));
    });
    return true;
  };
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return pattern.length === segments.length && pattern.every((part, i) => part === "*" || part === segments[i]);
}

function namedIn(pattern: readonly string[], segments: readonly string[]): string[] | null {
  try {
    return segments.filter((_, i) => pattern[i] === "*").map((segment) => decodeURIComponent(segment));
  } catch {
    return null;
  }
}

/** Null when it is larger than `most`. Rejects when it breaks off or takes too long. */
function readBody(request: IncomingMessage, most: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const deadline = setTimeout(
      () => reject(new MatrixError(408, "M_UNKNOWN", "The body came too slowly.")),
      bodyDeadlineMs,
    );
    const done = (body: Buffer | null) => {
      clearTimeout(deadline);
      resolve(body);
    };
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > most) done(null);
      else chunks.push(chunk);
    });
    request.on("end", () => done(Buffer.concat(chunks)));
    request.on("error", (thrown) => {
      clearTimeout(deadline);
      reject(thrown);
    });
  });
}

/** Whether it says something that the asker may hear. */
function isTold(thrown: unknown): thrown is AppError {
  return thrown instanceof AppError && Object.hasOwn(errcodes, thrown.code);
}

function error(thrown: unknown): Answered {
  if (thrown instanceof MatrixError) {
    return { status: thrown.status, body: { errcode: thrown.errcode, error: thrown.message } };
  }
  if (!isTold(thrown)) {
    return { status: 500, body: { errcode: "M_UNKNOWN", error: "That failed here. It is in the server's log." } };
  }
  const { retryAfterMs } = thrown;
  const body = { errcode: errcodes[thrown.code], error: thrown.message };
  const status = statusOf(thrown.code);
  if (retryAfterMs === undefined) return { status, body };
  return { status, body: { ...body, retry_after_ms: retryAfterMs }, retryAfterMs };
}

function send(response: ServerResponse, route: ForeignRoute | undefined, answered: Answered, unread = false): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(answered.status, {
    ...(route?.cors ? { ...matrixCors, "cross-origin-resource-policy": "cross-origin" } : {}),
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(answered.timing === undefined ? {} : { "server-timing": timingOf(answered.timing) }),
    ...(answered.retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(answered.retryAfterMs / 1000)) }),
    // What was not read must not be taken for the next request.
    ...(unread ? { connection: "close" } : {}),
  });
  response.end(JSON.stringify(answered.body));
}

function timingOf(timing: Readonly<Record<string, number>>): string {
  return Object.entries(timing)
    .map(([name, ms]) => `${name};dur=${ms.toFixed(1)}`)
    .join(", ");
}
