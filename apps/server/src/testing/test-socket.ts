import { WebSocket } from "ws";
import { type TestApp, withTestApp } from "./test-app.ts";

/** What a socket received. */
export interface Frame {
  type: string;
  id?: string;
  event?: string;
  ok?: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: frames are looked into by the tests.
  payload?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  error?: any;
  seq?: number;
  stateVersion?: { presence: number; health: number };
}

/** A hand-written client: sends exactly what a test says. */
export class Socket {
  readonly frames: Frame[] = [];
  readonly socket: WebSocket;
  closed: { code: number; reason: string } | null = null;

  constructor(port: number, path = "/gateway", options: { origin?: string; host?: string } = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
      headers: { host: options.host ?? "localhost:8420", ...(options.origin ? { origin: options.origin } : {}) },
    });
    this.socket.on("message", (data) => this.frames.push(JSON.parse(String(data))));
    this.socket.on("close", (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
    this.socket.on("error", () => {});
  }
  async until<T>(look: () => T | undefined | null | false): Promise<T> {
    const end = performance.now() + 8000;
    for (;;) {
      const found = look();
      if (found) return found;
      if (performance.now() > end) throw new Error(`nothing came; frames: ${JSON.stringify(this.frames)}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
  send(value: unknown): void {
    this.socket.send(typeof value === "string" || Buffer.isBuffer(value) ? value : JSON.stringify(value));
  }
  event = (name: string) => this.until(() => this.frames.find((frame) => frame.event === name));
  answer = (id: string) => this.until(() => this.frames.find((frame) => frame.type === "res" && frame.id === id));
  end = () => this.until(() => this.closed);
  async request(method: string, params?: unknown, id = `r${Math.random()}`): Promise<Frame> {
    this.send({ type: "req", id, method, params });
    return this.answer(id);
  }
  async connect(token: string | undefined, more: object = {}): Promise<Frame> {
    await this.event("connect.challenge");
    return this.request(
      "connect",
      {
        minProtocol: 3,
        maxProtocol: 4,
        client: { id: "test", version: "1", platform: "test", mode: "test" },
        scopes: ["operator.read", "operator.write", "operator.admin"],
        ...(token === undefined ? {} : { auth: { token } }),
        ...more,
      },
      "connect",
    );
  }
}

/** A server that listens, and sockets that end with it. */
export const withSockets = (
  work: (test: TestApp, open: (path?: string, options?: { origin?: string; host?: string }) => Socket) => Promise<void>,
) =>
  withTestApp(async (test) => {
    const port = await test.listen();
    const opened: Socket[] = [];
    try {
      await work(test, (path, options) => {
        const socket = new Socket(port, path, options);
        opened.push(socket);
        return socket;
      });
    } finally {
      for (const { socket } of opened) socket.terminate();
    }
  });
