import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lastWords } from "./serve.mjs";

const script = join(dirname(fileURLToPath(import.meta.url)), "../start.mjs");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], env: Record<string, string> = {}) {
  const { PATH = "" } = process.env;
  const done = spawnSync(process.execPath, [script, ...args], {
    encoding: "utf8",
    env: { PATH, HOME: folder, ...env },
    timeout: 20_000,
  });
  return { code: done.status, text: done.stdout + done.stderr };
}

/** As `apps/server/src/platform/processes/identity.ts` writes it. */
function startOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  return `${boot}:${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
}

async function sleeper() {
  const child = spawn(process.execPath, ["-e", "console.log(1); setInterval(() => {}, 1000)"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const gone = new Promise<string | null>((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return { pid: child.pid ?? -1, gone, end: () => child.kill("SIGKILL") };
}

const holder = (pid: number, startTime: string) =>
  writeFileSync(join(folder, "server.json"), JSON.stringify({ pid, startTime, startedAt: 0, address: null }));

test("stopping what does not run is no fault", () => {
  const { code, text } = run(["stop", "--data", folder]);
  expect(code).toBe(0);
  expect(text).toContain(`No Parley server runs on ${folder}`);
});

test("stop ends the server that the folder names, and waits for it", async () => {
  const server = await sleeper();
  holder(server.pid, startOf(server.pid));
  const { code, text } = run(["stop", `--data=${folder}`]);
  expect(await server.gone).toBe("SIGTERM");
  expect(code).toBe(0);
  expect(text).toContain("Stopped after");
});

test("stop never touches a stranger that was given the same pid", async () => {
  const stranger = await sleeper();
  holder(stranger.pid, "another-boot:1");
  expect(run(["stop", "--data", folder]).text).toContain("No Parley server runs");
  expect(existsSync(`/proc/${stranger.pid}`)).toBe(true);
  stranger.end();
  await stranger.gone;
});

test("without npm the sentence says what to install, before anything is done", () => {
  // An empty parts folder: there is something to prepare.
  const { code, text } = run(["--data", folder], { PATH: "/nowhere", PARLEY_PARTS: join(folder, "parts") });
  expect(code).toBe(1);
  expect(text).toContain("npm was not found. Install it");
  expect(text).not.toContain("at ");
});

test("without Python the sentence says what to install", () => {
  const bin = join(folder, "bin");
  spawnSync("mkdir", [bin]);
  writeFileSync(join(bin, "npm"), "#!/bin/sh\necho 11.0.0\n", { mode: 0o755 });
  const { code, text } = run(["--data", folder], { PATH: bin, PARLEY_PARTS: join(folder, "parts") });
  expect(code).toBe(1);
  expect(text).toContain("Python 3 was not found");
  expect(text).toContain("apt install python3");
});

test("who was started by npm knows that its shell is gone, also when it went before the server began", async () => {
  const serve = JSON.stringify(join(dirname(script), "start/serve.mjs"));
  const look = `const { isOrphaned } = await import(${serve}); const say = () => console.log(process.pid, isOrphaned());
    say(); setInterval(say, 25); setTimeout(() => process.exit(), 20_000);`;
  const shell = spawn("sh", ["-c", '"$0" "$@"; true', process.execPath, "--input-type=module", "-e", look], {
    env: { ...process.env, npm_lifecycle_event: "start" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const lines = createInterface({ input: shell.stdout })[Symbol.asyncIterator]();
  const [pid, alone] = String((await lines.next()).value).split(" ");
  try {
    expect(alone).toBe("false");
    shell.kill("SIGTERM");
    await expect.poll(async () => (await lines.next()).value, { timeout: 10_000 }).toBe(`${pid} true`);
  } finally {
    process.kill(Number(pid), "SIGKILL");
  }
});

test("the last words are true: of force, of others, and none where it ended as asked", () => {
  expect(lastWords({ signal: "SIGKILL", asked: false, forced: false })).toMatch(
    /ended from outside \(SIGKILL\).*npm start/,
  );
  expect(lastWords({ signal: "SIGKILL", asked: true, forced: true })).toMatch(/did not end within 12 s.*npm start/);
  expect(lastWords({ signal: "SIGKILL", asked: true, forced: false })).toMatch(/ended from outside/);
  // The same Ctrl-C, before it could listen to signals.
  expect(lastWords({ signal: "SIGINT", asked: true, forced: false })).toBeNull();
  expect(lastWords({ signal: null, asked: false, forced: false })).toBeNull();
});
