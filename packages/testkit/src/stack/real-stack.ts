import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeSeed } from "../seed/seed.ts";
import { startChild, type TestChild, until } from "./child.ts";
import type { RealStack, RealStackOptions, TestAccount } from "./contract.ts";
import { freePort, node26, root } from "./node26.ts";

interface Prepared {
  readonly python: string;
  readonly config: string;
  readonly registrationSecret: string;
}

/**
 * A real Synapse (installed by the server's own code) with relaxed limits, an empty database and a free port. It can be
 * killed and started again in the middle of a test. The first time on a machine it takes half a minute, then 2 s.
 */
export async function startRealStack(options: RealStackOptions = {}): Promise<RealStack> {
  const folder = mkdtempSync(join(tmpdir(), "parley-synapse-"));
  const serverName = options.serverName ?? "localhost";
  const port = await freePort();
  const prepared = await prepare(folder, port, serverName);
  const baseUrl = `http://127.0.0.1:${port}`;
  if (options.config !== undefined) {
    const ours: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(prepared.config, "utf8"));
    writeFileSync(prepared.config, JSON.stringify({ ...ours, ...options.config }));
  }
  let child: TestChild | null = null;

  const start = async (): Promise<void> => {
    if (child?.isRunning()) return;
    const started = startChild(prepared.python, ["-m", "synapse.app.homeserver", "-c", prepared.config]);
    child = started;
    await until("Synapse answers", 60_000, () => answers(`${baseUrl}/_matrix/client/versions`), started);
  };
  let counter = 0;
  let administrator: TestAccount | null = null;
  const stack: RealStack = {
    baseUrl,
    serverName,
    folder,
    async register(name, { password, admin } = {}) {
      counter += 1;
      const username = name ?? `person${counter}`;
      return await registerBySecret(baseUrl, prepared.registrationSecret, {
        username,
        password: password ?? `password of ${username}`,
        admin: admin ?? false,
      });
    },
    async createRegistrationToken(uses = 1) {
      administrator ??= await stack.register("administrator", { admin: true });
      const answer = await fetch(`${baseUrl}/_synapse/admin/v1/registration_tokens/new`, {
        method: "POST",
        headers: { "authorization": `Bearer ${administrator.accessToken}`, "content-type": "application/json" },
        body: JSON.stringify({ uses_allowed: uses }),
      });
      return ((await answer.json()) as { token: string }).token;
    },
    start,
    async kill() {
      await child?.end("SIGKILL");
    },
    async restart() {
      await child?.end("SIGKILL");
      await start();
    },
    async seed(seed) {
      await stack.kill();
      const seeded = await writeSeed(prepared.python, folder, seed);
      await start();
      return seeded;
    },
    async stop() {
      // Nothing of it is needed again: no reason to ask politely.
      await child?.end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await start();
  } catch (thrown) {
    await stack.stop();
    throw thrown;
  }
  return stack;
}

async function prepare(folder: string, port: number, serverName: string): Promise<Prepared> {
  const entry = join(root, "apps/server/stack/test-homeserver.ts");
  const child = startChild(node26(), [entry, "--folder", folder, "--port", String(port), "--name", serverName]);
  // The first time it installs Synapse.
  const timer = setTimeout(() => void child.end("SIGKILL"), 300_000);
  const code = await child.ended;
  clearTimeout(timer);
  // `exit` may come before the last of the output.
  await until("the answer of test-homeserver.ts", 2000, () => code !== 0 || child.output().includes("}"));
  if (code !== 0) throw new Error(`Synapse cannot be had: ${child.output().slice(-2000)}`);
  return JSON.parse(child.output()) as Prepared;
}

interface NewAccount {
  readonly username: string;
  readonly password: string;
  readonly admin: boolean;
}

async function registerBySecret(baseUrl: string, secret: string, account: NewAccount): Promise<TestAccount> {
  const address = `${baseUrl}/_synapse/admin/v1/register`;
  const { nonce } = (await (await fetch(address)).json()) as { nonce: string };
  const { username, password, admin } = account;
  const mac = createHmac("sha1", secret)
    .update([nonce, username, password, admin ? "admin" : "notadmin"].join("\0"))
    .digest("hex");
  const answer = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ nonce, username, password, admin, mac }),
  });
  const body = (await answer.json()) as Record<string, string>;
  if (!answer.ok) throw new Error(`${username} cannot be registered: ${JSON.stringify(body)}`);
  const { user_id: userId = "", access_token: accessToken = "", device_id: deviceId = "" } = body;
  return { userId, accessToken, deviceId, name: username, password };
}

/** Whether something answers 2xx there. */
export async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}
