import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import http from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createClient } from "@parley/client";
import { systemClock, systemRandom } from "@parley/kernel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** The server's own process, with a homeserver of the test attached: nothing is installed or started besides. */
const serverEntry = join(import.meta.dirname, "../../server/src/main.ts");
const cliEntry = join(import.meta.dirname, "main.ts");
const folder = mkdtempSync(join(tmpdir(), "parley-cli-"));
const data = join(folder, "data");
const known = new Map<string, { user_id: string; device_id: string }>();
const homeserver = http.createServer((request, response) => {
  const who = known.get((request.headers.authorization ?? "").slice("Bearer ".length));
  const asked = request.url?.endsWith("/whoami") === true;
  response.writeHead(asked && !who ? 401 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(asked ? (who ?? { errcode: "M_UNKNOWN_TOKEN" }) : { versions: ["v1.12"] }));
});
let port = 0;
let link = "";
let server: ChildProcess;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port: free } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return free;
}

function serverArgs(at: number): string[] {
  const upstream = `http://127.0.0.1:${(homeserver.address() as AddressInfo).port}`;
  return [
    ...["--data", data, "--port", String(at), "--homeserver", upstream, "--domain", "localhost"],
    ...["--livekit", "ws://127.0.0.1:9", "--livekit-key", "key"],
  ];
}
const env = { ...process.env, XDG_CACHE_HOME: join(folder, "cache"), PARLEY_LIVEKIT_SECRET: "secret-of-the-sfu-0123" };

async function startServer(): Promise<{ child: ChildProcess; link: string }> {
  const child = spawn(process.execPath, [serverEntry, ...serverArgs(port)], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    if (/^https?:\/\/|^Parley: /.test(line)) return { child, link: line.replace("Parley: ", "") };
  }
  throw new Error("the server ended before it said its link");
}

function cli(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cliEntry, ...args, "--data", data], { env }, (fault, stdout, stderr) =>
      resolve({ code: typeof fault?.code === "number" ? fault.code : fault ? 1 : 0, stdout, stderr }),
    );
  });
}

const clientFor = (matrixToken: string) =>
  createClient(
    {
      fetch,
      openSocket: (url) => new WebSocket(url) as never,
      clock: systemClock,
      random: systemRandom,
    },
    { baseUrl: `http://localhost:${port}`, matrixToken: () => matrixToken },
  );

beforeAll(async () => {
  homeserver.listen(0, "127.0.0.1");
  await once(homeserver, "listening");
  port = await freePort();
  ({ child: server, link } = await startServer());
}, 30_000);
afterAll(async () => {
  server.kill("SIGKILL");
  homeserver.closeAllConnections();
  homeserver.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a running server", () => {
  test("prints a link once, keeps its token to its user and its codes out of its log", async () => {
    expect(link).toMatch(new RegExp(`^http://localhost:${port}/setup#[A-Za-z0-9_-]{43}$`));
    for (const name of ["cli-token", "master.key", "parley.db"]) {
      expect([name, statSync(join(data, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
    expect(readFileSync(join(data, "logs", "server.log"), "utf8")).not.toContain(link.split("#")[1]);
  });

  test("refuses a second one on its data folder within a second or so, naming the holder, and bad settings", async () => {
    const run = (args: string[]): Promise<{ code: number | null; stderr: string; ms: number }> => {
      const from = performance.now();
      return new Promise((resolve) => {
        const child = execFile(process.execPath, [serverEntry, ...args], { env }, (_fault, _stdout, stderr) =>
          resolve({ code: child.exitCode, stderr, ms: performance.now() - from }),
        );
      });
    };
    const second = await run(serverArgs(await freePort()));
    expect([second.code, second.stderr.includes(`process ${server.pid}`)]).toEqual([2, true]);
    const bad = await run(["--data", data, "--port", "many", "--host", "0.0.0.0"]);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain("--port");
    expect(bad.stderr).toContain("--host");
  });

  test("is asked by the command line", async () => {
    const status = await cli("status", "--json");
    expect(status.code).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({ serverName: "localhost", dataFolder: data });
    const fresh = await cli("setup-link");
    expect([fresh.code, fresh.stdout.trim() === link]).toEqual([0, false]);
    link = fresh.stdout.trim();
    expect((await cli("invite")).code).toBe(2);
  });

  test("serves typed clients: set-up, invitation, and the newcomer's event to the inviter", async () => {
    known.set("syt_olga_token_1", { user_id: "@olga:localhost", device_id: "A" });
    known.set("syt_nora_token_1", { user_id: "@nora:localhost", device_id: "B" });
    const olga = clientFor("syt_olga_token_1");
    const nora = clientFor("syt_nora_token_1");
    try {
      const owner = await olga.signIn({ setupCode: link.split("#")[1] ?? "" });
      expect(owner.account.role).toBe("owner");
      const told = new Promise<unknown>((resolve) => olga.on("invites.newcomer", resolve));
      await expect.poll(() => olga.connection.value, { timeout: 5000 }).toBe("open");
      const { url } = await olga.call("invites.create", {
        spaceId: "!s:localhost",
        spaceName: "Space",
        maxUses: 1,
        expiresInMs: null,
      });
      const inviteCode = url.split("#")[1] ?? "";
      const joined = await nora.signIn({ inviteCode });
      expect(joined).toMatchObject({ account: { role: "member" }, spaceId: "!s:localhost" });
      expect(await told).toMatchObject({ userId: "@nora:localhost", spaceId: "!s:localhost" });
      await expect(nora.call("accounts.list", {})).rejects.toMatchObject({ code: "MISSING_SCOPE" });
      await expect(olga.call("accounts.newSetupCode", {})).rejects.toMatchObject({ code: "SETUP_DONE" });
      await nora.signOut();
      expect(nora.connection.value).toBe("closed");
    } finally {
      olga.close();
      nora.close();
    }
    expect((await cli("setup-link")).code).toBe(1);
    const made = await cli("invite");
    expect([made.code, made.stdout.startsWith(`http://localhost:${port}/invite#`)]).toEqual([0, true]);
  });

  test("comes back after kill -9 with everything that it said it had, and ends in good time", async () => {
    server.kill("SIGKILL");
    await once(server, "close");
    expect((await cli("status")).code).toBe(3);
    let said = "";
    ({ child: server, link: said } = await startServer());
    expect(said).toBe(`http://localhost:${port}`);
    const olga = clientFor("syt_olga_token_1");
    await olga.signIn();
    const { accounts } = await olga.call("accounts.list", {});
    expect(accounts.map(({ userId, role }) => `${userId} ${role}`)).toEqual([
      "@olga:localhost owner",
      "@nora:localhost member",
    ]);
    const from = performance.now();
    server.kill("SIGTERM");
    const [code] = await once(server, "exit");
    olga.close();
    expect(code).toBe(0);
    expect(performance.now() - from).toBeLessThan(10_000);
    expect((await cli("status")).code).toBe(3);
  }, 30_000);
});
