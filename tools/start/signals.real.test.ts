import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

/** Milliseconds after which nothing of a server may run any more, whoever ended what. */
const goneMs = 15_000;
const serve = join(dirname(fileURLToPath(import.meta.url)), "serve.mjs");
const entry = `const { serve } = await import(${JSON.stringify(serve)}); process.exitCode = await serve(process.argv.slice(1));`;

// One folder for all: that each next start works is half of what is tested.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-signals-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Launcher {
  readonly child: ChildProcess;
  readonly ended: Promise<number | string | null>;
  words(): string;
}
let launcher: Launcher;

/** As `npm start` runs it, without installing and building: in a group of its own, as a terminal's job is. */
function launch(program = process.execPath, before: readonly string[] = [], env = {}): Launcher {
  const args = ["--input-type=module", "-e", entry, "--", "--data", folder];
  const child = spawn(program, [...before, ...args, "--domain", "localhost", "--no-open"], {
    env: { ...process.env, npm_lifecycle_event: undefined, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let words = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (words += String(text)));
  const ended = new Promise<number | string | null>((resolve) =>
    child.once("exit", (code, signal) => resolve(code ?? signal)),
  );
  return { child, ended, words: () => words };
}

/** Processes that carry our data folder: the server by its arguments, its children by their environment. */
function ours(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name) && Number(name) !== launcher.child.pid)
    .filter((pid) => {
      try {
        const known = `${readFileSync(`/proc/${pid}/cmdline`, "utf8")}\0${readFileSync(`/proc/${pid}/environ`, "utf8")}`;
        const state = readFileSync(`/proc/${pid}/stat`, "latin1").replace(/^.*\) /s, "")[0];
        return known.includes(folder) && state !== "Z";
      } catch {
        return false;
      }
    })
    .map(Number);
}

const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, "utf8");
const server = () => ours().find((pid) => commandOf(pid).includes("server/src/main.ts")) ?? -1;
const allGone = () => expect.poll(ours, { timeout: goneMs, interval: 50 }).toEqual([]);

async function homeserverRuns(): Promise<void> {
  await expect.poll(() => launcher.words(), { timeout: 60_000, interval: 50 }).toContain("homeserver ready");
  expect(ours().length).toBeGreaterThanOrEqual(2);
}

/** Whoever is gone already needs no signal. */
function send(pid: number, signal: "SIGINT" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (thrown) {
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "ESRCH")) throw thrown;
  }
}

beforeEach(() => {
  launcher = launch();
});
afterEach(async () => {
  launcher.child.kill("SIGKILL");
  for (const pid of ours()) send(pid, "SIGKILL");
  await launcher.ended;
});

test("a Ctrl-C that reaches every process, and is passed on as well, ends all in order", async () => {
  await homeserverRuns();
  for (const pid of ours()) send(pid, "SIGINT");
  // Passed on a moment later, as on a busy machine.
  await new Promise((resolve) => setTimeout(resolve, 100));
  send(-(launcher.child.pid ?? 0), "SIGINT");
  expect(await launcher.ended).toBe(0);
  await allGone();
  expect(launcher.words()).not.toMatch(/force|outside/);
});

test("two Ctrl-Cs end all, sooner", async () => {
  await homeserverRuns();
  process.kill(-(launcher.child.pid ?? 0), "SIGINT");
  await new Promise((resolve) => setTimeout(resolve, 50));
  send(-(launcher.child.pid ?? 0), "SIGINT");
  const how = await launcher.ended;
  // Node lets go of its handlers before it is gone: then nothing may be left to end.
  if (how === "SIGINT") expect(ours()).toEqual([]);
  else expect(how).toBe(0);
  await allGone();
});

test("a terminal that is closed takes all with it", async () => {
  await homeserverRuns();
  launcher.child.stdout?.destroy();
  launcher.child.stderr?.destroy();
  process.kill(-(launcher.child.pid ?? 0), "SIGHUP");
  expect(await launcher.ended).toBe(0);
  await allGone();
});

test("a shell of npm's that is ended takes all with it", async () => {
  launcher.child.kill("SIGKILL");
  await launcher.ended;
  await allGone();
  launcher = launch("sh", ["-c", '"$0" "$@"; true', process.execPath], { npm_lifecycle_event: "start" });
  await homeserverRuns();
  launcher.child.kill("SIGTERM");
  expect(await launcher.ended).toBe("SIGTERM");
  await allGone();
});

test("a launcher that is killed leaves nothing behind", async () => {
  await homeserverRuns();
  launcher.child.kill("SIGKILL");
  await launcher.ended;
  await allGone();
});

test("a server that is killed leaves nothing behind, and its launcher says so", async () => {
  await homeserverRuns();
  process.kill(server(), "SIGKILL");
  expect(await launcher.ended).toBe(1);
  await allGone();
  expect(launcher.words()).toMatch(/ended from outside \(SIGKILL\)/);
});

test.each([30, 300, 700, 1500])("a Ctrl-C %i ms after the start ends all, without an untrue word", async (ms) => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  process.kill(-(launcher.child.pid ?? 0), "SIGINT");
  await launcher.ended;
  await allGone();
  expect(launcher.words()).not.toMatch(/force|outside/);
});
