import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningParley, startParley } from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callPeople, enter, partsReady, until, within } from "../../testing/real-calls.ts";
import { aliasOf } from "./names.ts";

const secret = "a-secret-that-both-nodes-and-parley-know";
const hasRedis = (() => {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore", timeout: 5000 });
    return true;
  } catch {
    return false;
  }
})();

const folder = mkdtempSync(join(tmpdir(), "parley-nodes-"));
const children: ChildProcess[] = [];
let redisPort = 0;
let parley: RunningParley;
const nodes: { readonly child: ChildProcess; readonly said: () => string }[] = [];
const { matrix, person, room, sfuGet } = callPeople(() => parley);

/** The two nodes of `docs/guides/calls.md`, on one machine. */
beforeAll(async () => {
  if (!hasRedis) return;
  const ports = await freePorts(7);
  redisPort = ports[0] ?? 0;
  start("redis-server", ["--port", String(redisPort), "--bind", "127.0.0.1", "--save", "", "--dir", folder]);
  parley = await startParley({
    domain: "localhost",
    flags: ["--livekit", `http://127.0.0.1:${ports[1]}`, "--livekit-key", "nodes"],
    env: { PARLEY_LIVEKIT_SECRET: secret },
  });
  await until("Redis answers", 10_000, async () => (await redis("PING").catch(() => "")).includes("PONG"));
  for (const [port, tcp, udp] of [ports.slice(1, 4), ports.slice(4)]) {
    const file = join(folder, `node-${port}.json`);
    writeFileSync(
      file,
      JSON.stringify({
        port,
        bind_addresses: ["127.0.0.1"],
        rtc: {
          tcp_port: tcp,
          udp_port: udp,
          use_external_ip: false,
          node_ip: "127.0.0.1",
          stun_servers: ["127.0.0.1:3478"],
        },
        redis: { address: `127.0.0.1:${redisPort}` },
        node_selector: { kind: "any", sort_by: "random" },
        keys: { nodes: secret },
        room: { auto_create: false },
        webhook: { api_key: "nodes", urls: [`${parley.baseUrl}/livekit/jwt/sfu_webhook`] },
        logging: { level: "info", json: true },
      }),
    );
    nodes.push(start(livekit(), ["--config", file]));
  }
  await partsReady(parley);
}, 300_000);
afterAll(async () => {
  await parley?.dispose();
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

test.skipIf(!hasRedis)(
  "rooms on either of two nodes are made, watched over and ended, and outlive their node",
  async () => {
    const [ada, bo] = [await person("ada"), await person("bo")];
    /** A room of theirs on each node, by the node's name. */
    const held = new Map<string, string>();
    for (let tries = 0; tries < 20 && held.size < 2; tries++) {
      const roomId = await room(ada, [bo]);
      expect((await sfuGet(ada, roomId)).status).toBe(200);
      held.set(await nodeOf(roomId), roomId);
    }
    expect(held.size).toBe(2);
    for (const [name, roomId] of held) {
      const given = (await sfuGet(bo, roomId)).body;
      const joined = await enter(given);
      expect(joined.status, `signalling reaches ${name}`).toBe(101);
      await until("the node's webhook was taken", 5000, async () =>
        nodes.some(({ said }) => said().includes("sent webhook") && said().includes(aliasOf(roomId, "m.call#ROOM"))),
      );
      await matrix(ada, "POST", `/v3/rooms/${encodeURIComponent(roomId)}/kick`, { user_id: bo.userId });
      await within(5000, joined.closed).catch(() => expect.unreachable(`still in on ${name} 5 s after the kick`));
      expect((await enter(given)).status).toBe(401);
    }

    // The node that we do not ask dies with somebody in it: they come back with the same token, on the other.
    const gone = nodes[1];
    const [name, roomId] = [...held].find(([held]) => gone?.said().includes(`"nodeID":"${held}"`)) ?? ["", ""];
    const given = (await sfuGet(ada, roomId)).body;
    expect((await enter(given)).status).toBe(101);
    gone?.child.kill("SIGKILL");
    const patience = { timeout: 60_000, interval: 500 };
    await expect.poll(async () => (await enter(given)).status, patience).toBe(101);
    expect(await nodeOf(roomId)).not.toBe(name);
  },
  180_000,
);

function start(program: string, args: readonly string[]) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk));
  children.push(child);
  return { child, said: () => said };
}

function livekit(): string {
  const parts = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "parley/parts");
  const [found = ""] = readdirSync(parts).filter((name) => /^livekit-[\d.]+$/.test(name));
  return join(parts, found, "livekit-server");
}

/** The node that LiveKit gave a room to. */
async function nodeOf(roomId: string): Promise<string> {
  return /ND_\w+/.exec(await redis(`HGET room_node_map ${aliasOf(roomId, "m.call#ROOM")}`))?.[0] ?? "";
}

/** One command, as Redis takes it inline. */
function redis(command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(redisPort, "127.0.0.1", () => socket.end(`${command}\r\n`));
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk));
    socket.once("close", () => resolve(answer));
    socket.once("error", reject);
  });
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  for (const server of servers) server.close();
  await Promise.all(servers.map((server) => once(server, "close")));
  return ports;
}
