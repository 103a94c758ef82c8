import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const root = join(import.meta.dirname, "../..");
const serverEntry = join(root, "apps/server/src/main.ts");
const cliEntry = join(root, "apps/cli/src/main.ts");
const ownersToken = "syt_owner_of_the_server_0123";
const readyMs = 120_000;
const commandMs = 120_000;

/** A server with an owner, in a process of its own; the homeserver beside it knows that owner and nobody else. */
export interface Server {
  /** Of its WebSocket. */
  readonly url: string;
  /** A folder for whatever a client keeps. */
  readonly home: string;
  /** Runs `parley …` on its data folder, and answers what it printed. */
  parley(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

export async function startServer(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "parley-gateway-"));
  const data = join(folder, "data");
  const homeserver = await startHomeserver();
  const port = await freePort();
  const env = {
    ...process.env,
    XDG_CACHE_HOME: join(folder, "cache"),
    PARLEY_LIVEKIT_SECRET: "secret-of-the-sfu-0123",
  };
  const attached = ["--homeserver", homeserver.url, "--domain", "localhost"];
  const sfu = ["--livekit", "ws://127.0.0.1:9", "--livekit-key", "key"];
  const args = [serverEntry, "--data", data, "--port", String(port), ...attached, ...sfu];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const close = async () => {
    child.kill("SIGKILL");
    homeserver.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const code = await setupCode(child);
    await signInOwner(`http://localhost:${port}`, code);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    url: `ws://127.0.0.1:${port}`,
    home: join(folder, "home"),
    parley: (...words) => run([cliEntry, ...words, "--data", data], env),
    close,
  };
}

/** A homeserver that knows one person, and answers nothing else. */
export async function startHomeserver(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const asked = request.url?.endsWith("/whoami") === true;
    const known = request.headers.authorization === `Bearer ${ownersToken}`;
    response.writeHead(asked && !known ? 401 : 200, { "content-type": "application/json" });
    const who = known ? { user_id: "@olga:localhost", device_id: "DEV" } : { errcode: "M_UNKNOWN_TOKEN" };
    response.end(JSON.stringify(asked ? who : { versions: ["v1.12"] }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Makes the person of `startHomeserver` the owner, with the code of the set-up link. */
export async function signInOwner(baseUrl: string, setupCode: string): Promise<void> {
  const signedIn = await fetch(`${baseUrl}/api/v1/auth.signIn`, {
    method: "POST",
    headers: { "authorization": `Bearer ${ownersToken}`, "content-type": "application/json" },
    body: JSON.stringify({ setupCode }),
  });
  if (!signedIn.ok) throw new Error(`the owner could not sign in: ${await signedIn.text()}`);
}

async function setupCode(child: ChildProcess): Promise<string> {
  const late = setTimeout(() => child.kill("SIGKILL"), readyMs);
  try {
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      const code = /\/setup#(\S+)/.exec(line)?.[1];
      if (code) return code;
    }
  } finally {
    clearTimeout(late);
  }
  throw new Error("the server ended before it said its link");
}

/** Runs a program of ours by this Node and answers its output. Rejects with what it warned of. */
export function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...args], { env, timeout: commandMs }, (fault, stdout, stderr) =>
      fault ? reject(new Error(`${fault.message}\n${stdout}\n${stderr}`)) : resolve(stdout),
    );
  });
}

async function freePort(): Promise<number> {
  const probe = createSocketServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
