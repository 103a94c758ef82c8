import { spawn } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** A LiveKit with a token service that knows one form, as another homeserver has one. It believes whoever asks. */
interface SecondSfu {
  /** Of the token service, as a place in a call names it. */
  readonly serviceUrl: string;
  close(): Promise<void>;
}

const key = "second";
const secret = "a-secret-of-the-second-media-server";

export async function startSecondSfu(): Promise<SecondSfu> {
  const folder = mkdtempSync(join(tmpdir(), "parley-second-sfu-"));
  const [port, tcp, udp] = [await freePort(), await freePort(), await freePort()];
  const file = join(folder, "livekit.json");
  const stun = { stun_servers: ["127.0.0.1:3478"], use_external_ip: false, enable_loopback_candidate: true };
  const rtc = { tcp_port: tcp, udp_port: udp, node_ip: "127.0.0.1", ...stun };
  writeFileSync(file, JSON.stringify({ port, bind_addresses: ["127.0.0.1"], rtc, keys: { [key]: secret } }));
  const child = spawn(livekit(), ["--config", file], { stdio: "ignore" });
  const service = createServer(async (request, response) => {
    const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
    if (request.method === "OPTIONS") return void response.writeHead(204, headers).end();
    const seat = seatOf(request.url ?? "", await bodyOf(request));
    response.writeHead(seat === null ? 404 : 200, { ...headers, "content-type": "application/json" });
    response.end(
      JSON.stringify(
        seat === null ? { errcode: "M_UNRECOGNIZED" } : { url: `ws://localhost:${port}`, jwt: sign(seat) },
      ),
    );
  }).listen(0, "127.0.0.1");
  await once(service, "listening");
  return {
    serviceUrl: `http://localhost:${(service.address() as AddressInfo).port}`,
    async close() {
      child.kill("SIGKILL");
      service.closeAllConnections();
      service.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Seat {
  readonly room: string;
  readonly identity: string;
}

/** Source: lk-jwt-service `requests.go`. */
function seatOf(path: string, asked: Record<string, unknown>): Seat | null {
  if (path !== "/get_token") return null;
  const { id, claimed_user_id: user, claimed_device_id: device } = Object(asked.member);
  // In compatibility mode the place itself says how its participant is named.
  const plain = `${user}:${device}`;
  return { room: hash(asked.room_id, asked.slot_id), identity: id === plain ? plain : hash(user, device, id) };
}

const hash = (...parts: unknown[]) =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64").replace(/=+$/, "");

function sign({ room, identity }: Seat): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const video = { room, roomJoin: true, canPublish: true, canSubscribe: true, canUpdateOwnMetadata: true };
  const said = `${part({ alg: "HS256", typ: "JWT" })}.${part({ iss: key, sub: identity, nbf: now - 10, exp: now + 3600, video })}`;
  return `${said}.${createHmac("sha256", secret).update(said).digest("base64url")}`;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString() || "{}");
}

/** The one that `npm start` has installed. */
function livekit(): string {
  const parts = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "parley/parts");
  const folder = readdirSync(parts).find((name) => /^livekit-[\d.]+$/.test(name));
  if (folder === undefined) throw new Error(`no LiveKit in ${parts}`);
  return join(parts, folder, "livekit-server");
}

async function freePort(): Promise<number> {
  const probe = createSocketServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
