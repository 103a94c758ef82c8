import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startParley } from "@parley/testkit/stack";
import { WebSocket } from "ws";
import { run, signInOwner, startHomeserver } from "../gateway/server.ts";

/** A gateway that can be measured. */
export interface Measured {
  readonly name: string;
  readonly url: string;
  readonly token: string;
  readonly protocol: 3 | 4;
  /** Starts it, and answers the milliseconds until it greeted a client. */
  start(): Promise<number>;
  stop(): Promise<void>;
  /** Of the process that was started. */
  pid(): number;
  /** The longest that the event loop of one of its processes stood still, in milliseconds. */
  stoodStill(): number;
  /** Ends it and removes what it kept. */
  dispose(): Promise<void>;
}

/** Ours, with what a caller of its methods needs. */
export interface Ours extends Measured {
  readonly baseUrl: string;
  parley(...words: string[]): Promise<string>;
}

const root = join(import.meta.dirname, "../..");
const loop = join(import.meta.dirname, "loop.mjs");
const peersToken = "token-of-a-bench-0123456789";
const startMs = 120_000;

/** Ours, on a homeserver that knows its owner. */
export async function createOurs(): Promise<Ours> {
  const folder = mkdtempSync(join(tmpdir(), "parley-bench-"));
  const file = join(folder, "loop");
  const homeserver = await startHomeserver();
  const flags = ["--homeserver", homeserver.url, "--domain", "localhost"];
  const sfu = ["--livekit", "ws://127.0.0.1:9", "--livekit-key", "key"];
  const env = { PARLEY_LIVEKIT_SECRET: "secret-of-the-sfu-0123", NODE_OPTIONS: `--import=${loop}`, LOOP_FILE: file };
  const server = await startParley({ flags: [...flags, ...sfu], env });
  const parley = (...words: string[]) =>
    run([join(root, "apps/cli/src/main.ts"), ...words, "--data", server.dataFolder], process.env);
  await signInOwner(server.baseUrl, new URL(server.setupLink() ?? "").hash.slice(1));
  const scopes = ["--scopes", "admin,read,write", "--json"];
  const { token } = JSON.parse(await parley("token", "create", "--name", "bench", ...scopes));
  const url = `ws://127.0.0.1:${server.port}`;
  return {
    name: "parley",
    baseUrl: server.baseUrl,
    url,
    token,
    protocol: 4,
    async start() {
      await server.stop();
      const begun = performance.now();
      const [, greeted] = await Promise.all([server.start(), greeting({ url, token, protocol: 4 })]);
      return greeted - begun;
    },
    stop: async () => void (await server.stop()),
    pid: () => server.pid,
    stoodStill: () => longestIn(folder),
    parley,
    async dispose() {
      await server.dispose();
      homeserver.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface PeerProgram {
  readonly name: string;
  readonly protocol: 3 | 4;
  readonly program: string;
  /** Beneath its home. */
  readonly settings: string;
  readonly env: Readonly<Record<string, string>>;
}

const peers: readonly PeerProgram[] = [
  {
    name: "openclaw 2026.9.6",
    protocol: 4,
    program: join(import.meta.dirname, "node_modules/openclaw/openclaw.mjs"),
    settings: ".openclaw/openclaw.json",
    env: { OPENCLAW_SKIP_CHANNELS: "1", OPENCLAW_DISABLE_BONJOUR: "1", OPENCLAW_NO_AUTO_UPDATE: "1" },
  },
  {
    name: "clawdbot 2026.1.24-3",
    protocol: 3,
    program: join(import.meta.dirname, "../gateway/node_modules/clawdbot/dist/entry.js"),
    settings: ".clawdbot/clawdbot.json",
    env: {
      CLAWDBOT_SKIP_CHANNELS: "1",
      CLAWDBOT_DISABLE_BONJOUR: "1",
      CLAWDBOT_SKIP_CANVAS_HOST: "1",
      CLAWDBOT_SKIP_BROWSER_CONTROL_SERVER: "1",
      CLAWDBOT_SKIP_GMAIL_WATCHER: "1",
    },
  },
];

/** The others of the family that are installed: a fresh home each, a token, loopback, no channels. */
export async function createPeers(): Promise<readonly Measured[]> {
  const there = peers.filter(({ program }) => existsSync(program));
  return await Promise.all(there.map(createPeer));
}

async function createPeer({ name, protocol, program, settings, env }: PeerProgram): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "parley-peer-"));
  const home = join(folder, "home");
  const port = await freePort();
  const file = join(home, settings);
  mkdirSync(join(file, ".."), { recursive: true });
  const auth = { mode: "token", token: peersToken };
  writeFileSync(file, JSON.stringify({ gateway: { mode: "local", port, bind: "loopback", auth } }));
  const watched = { NODE_OPTIONS: `--import=${loop}`, LOOP_FILE: join(folder, "loop") };
  const surroundings = { PATH: process.env.PATH ?? "", HOME: home, ...env, ...watched };
  const args = [program, "gateway", "--port", String(port), "--allow-unconfigured"];
  const url = `ws://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  const stop = async () => {
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    // It has started others, one of which may not hear of its end.
    process.kill(-child.pid, "SIGKILL");
    await ended;
  };
  return {
    name,
    url,
    token: peersToken,
    protocol,
    async start() {
      await stop();
      const begun = performance.now();
      child = spawn(process.execPath, args, { env: surroundings, stdio: "ignore", detached: true });
      return (await greeting({ url, token: peersToken, protocol })) - begun;
    },
    stop,
    pid: () => child?.pid ?? Number.NaN,
    stoodStill: () => longestIn(folder),
    async dispose() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** `ws` alone. */
export async function startBare(): Promise<{ readonly url: string; close(): void }> {
  // Beside our dependencies, where it finds `ws`.
  const child = spawn(process.execPath, [join(import.meta.dirname, "bare.mjs")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    return { url: `ws://127.0.0.1:${line}`, close: () => child.kill("SIGKILL") };
  }
  throw new Error("the bare server did not start");
}

/** When a client that tries again and again was greeted, by `performance.now()`. */
async function greeting(to: { readonly url: string; readonly token: string; readonly protocol: number }) {
  const end = performance.now() + startMs;
  while (performance.now() < end) {
    if (await greeted(to)) return performance.now();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${to.url} greeted nobody within ${startMs / 1000} s`);
}

function greeted({ url, token, protocol }: { url: string; token: string; protocol: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const finish = (was: boolean) => {
      socket.terminate();
      resolve(was);
    };
    socket.on("error", () => finish(false));
    socket.on("close", () => finish(false));
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data));
      const client = { id: "gateway-client", version: "bench", platform: "linux", mode: "backend" };
      const versions = { minProtocol: protocol, maxProtocol: protocol };
      const params = { ...versions, client, role: "operator", scopes: ["operator.read"], auth: { token } };
      if (frame.event === "connect.challenge") {
        socket.send(JSON.stringify({ type: "req", id: "hello", method: "connect", params }));
      }
      if (frame.id === "hello") finish(frame.ok === true);
    });
  });
}

function longestIn(folder: string): number {
  const files = readdirSync(folder).filter((name) => name.startsWith("loop."));
  return Math.max(0, ...files.map((name) => Number(readFileSync(join(folder, name), "utf8"))));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address !== null ? address.port : Number.NaN;
}
