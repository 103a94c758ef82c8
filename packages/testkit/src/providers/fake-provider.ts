import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { anthropic } from "./formats/anthropic.ts";
import { bedrock } from "./formats/bedrock.ts";
import type { WireFormat } from "./formats/format.ts";
import { gemini } from "./formats/gemini.ts";
import { ollama } from "./formats/ollama.ts";
import { openaiChat } from "./formats/openai-chat.ts";
import { openaiResponses } from "./formats/openai-responses.ts";
import type { FakeReply } from "./reply.ts";
import { faultOfSignature } from "./sigv4.ts";

/** A request as it came. */
export interface FakeRequest {
  readonly format: WireFormat["name"];
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** JSON, read. */
  readonly body: Readonly<Record<string, unknown>>;
  /** When the other side closed the connection before the answer was whole (`performance.now()`); undefined while it is open. */
  closedAt: number | undefined;
}

export type Answer = FakeReply | ((request: FakeRequest) => FakeReply);

/** A server that speaks the six wire formats of model providers, by the path that it is asked for. */
export interface FakeProvider {
  readonly url: string;
  /** All that came, also what was refused. */
  readonly requests: readonly FakeRequest[];
  /** The next answers, one for each request; the last stays when `always`. */
  answer(...answers: Answer[]): void;
  /** What is said whenever no answer is left. */
  always(answer: Answer): void;
  close(): Promise<void>;
}

/** What opens it: in the header of each format, for Bedrock as the secret of its signature. */
export const fakeKey = "fake-key-0123456789";

const formats: readonly [RegExp, WireFormat][] = [
  [/^\/v1\/messages$/, anthropic],
  [/^\/v1\/chat\/completions$/, openaiChat],
  [/^\/v1\/responses$/, openaiResponses],
  [/^\/v1beta\/models\/([^/:]+):streamGenerateContent$/, gemini],
  [/^\/model\/([^/]+)\/converse-stream$/, bedrock],
  [/^\/api\/chat$/, ollama],
];

/** Starts one on a free port of loopback. Whoever starts it closes it. */
export async function startFakeProvider(): Promise<FakeProvider> {
  const requests: FakeRequest[] = [];
  const queue: Answer[] = [];
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  let standing: Answer | undefined;

  const server = createServer((incoming, response) => {
    void handle(incoming, response).catch(() => incoming.socket.destroy());
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const path = new URL(incoming.url ?? "/", "http://host").pathname;
    const found = formats.find(([pattern]) => pattern.test(path));
    if (found === undefined) return json(response, 404, { error: { message: `no such path: ${path}` } });
    const [pattern, format] = found;
    const body = bodyOf(raw);
    const request: FakeRequest = { format: format.name, path, headers: incoming.headers, body, closedAt: undefined };
    requests.push(request);
    response.on("close", () => {
      if (!response.writableFinished) request.closedAt = performance.now();
    });
    if (!mayEnter(format, incoming, raw)) return json(response, 401, format.errorBody("auth"));
    const next = queue.shift() ?? standing;
    if (next === undefined) return json(response, 500, format.errorBody("server"));
    const model = decodeURIComponent(pattern.exec(path)?.[1] ?? String(body.model ?? ""));
    await say(response, format, typeof next === "function" ? next(request) : next, model);
  }

  async function say(response: ServerResponse, format: WireFormat, reply: FakeReply, model: string): Promise<void> {
    const { fault } = reply;
    if (fault?.type === "silent") return;
    if (fault?.type === "rate-limit") {
      if (fault.retryAfterS !== undefined) response.setHeader("retry-after", String(fault.retryAfterS));
      return json(response, 429, format.errorBody("rate-limit"));
    }
    if (fault?.type === "auth") return json(response, 401, format.errorBody("auth"));
    if (fault?.type === "server") return json(response, 500, format.errorBody("server"));
    if (fault?.type === "context-length") return json(response, 400, format.errorBody("context-length"));
    const pieces = format.pieces(reply, model);
    response.writeHead(200, { "content-type": format.contentType, "cache-control": "no-cache" });
    response.flushHeaders();
    for (const [index, piece] of pieces.entries()) {
      if (response.destroyed) return;
      if (fault !== undefined && "after" in fault && index === fault.after) {
        if (fault.type === "hang") return;
        // What was written reaches the other side before the end does.
        if (fault.type === "cut") return void after(20, () => response.destroy());
        response.write(fault.type === "garbage" ? garbage : format.errorPiece());
        return void response.end();
      }
      if (fault?.type === "huge-line" && index === 1) return void response.end("x".repeat(fault.bytes));
      response.write(piece);
      if (fault?.type === "drip") await new Promise<void>((resolve) => after(fault.everyMs, resolve));
      else await new Promise<void>((resolve) => setImmediate(resolve));
    }
    response.end();
  }

  function after(ms: number, fn: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      fn();
    }, ms);
    timers.add(timer);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the fake provider has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    answer: (...answers) => void queue.push(...answers),
    always: (answer) => {
      standing = answer;
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const garbage = Buffer.from([
  0xff,
  0xfe,
  0x00,
  0x7b,
  0x22,
  0x0a,
  ...Buffer.from('data: {"broken\n\nevent: x\ndata: ]]]\n\n'),
]);

function bodyOf(raw: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(raw));
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function mayEnter(format: WireFormat, incoming: IncomingMessage, body: Uint8Array): boolean {
  const { headers } = incoming;
  if (format.name === "ollama") return true;
  if (format.name === "anthropic") return headers["x-api-key"] === fakeKey;
  if (format.name === "gemini") return headers["x-goog-api-key"] === fakeKey;
  if (format.name !== "bedrock") return headers.authorization === `Bearer ${fakeKey}`;
  const signed = { method: incoming.method ?? "", url: incoming.url ?? "", headers, body };
  return faultOfSignature(signed, fakeKey) === undefined;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
