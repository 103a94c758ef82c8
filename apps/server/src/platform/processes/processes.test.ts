import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError, silentLog, systemClock, systemRandom } from "@parley/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemFiles } from "../data-folder-files.ts";
import { processStart } from "./identity.ts";
import { createParts } from "./parts.ts";
import { createProcesses } from "./processes.ts";
import { createChildRegister, ownerVariable } from "./register.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-test-"));
  mkdirSync(join(folder, "run"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const processes = () =>
  createProcesses({
    files: systemFiles,
    dataFolder: folder,
    env: {
      PATH: process.env.PATH,
      PARLEY_LIVEKIT_SECRET: "s3cret",
      GITHUB_TOKEN: "s3cret",
      HTTPS_PROXY: "http://proxy",
    },
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  });

const node = process.execPath;

function sleeper(owner: string, ignoreTerm = false): Promise<{ pid: number; gone: Promise<unknown> }> {
  const script = `${ignoreTerm ? "process.on('SIGTERM', () => {});" : ""} console.log("up"); setInterval(() => {}, 1000)`;
  const child = spawn(node, ["-e", script], { env: { [ownerVariable]: owner }, stdio: ["ignore", "pipe", "ignore"] });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  return new Promise((resolve) => child.stdout.once("data", () => resolve({ pid: child.pid ?? -1, gone })));
}

test("children see a fixed environment: no secrets of ours, no tokens of others", async () => {
  const { stdout } = await processes().run(
    { program: node, args: ["-p", "JSON.stringify(process.env)"] },
    { deadlineMs: 5000 },
  );
  const env = JSON.parse(stdout) as Record<string, string>;
  expect(stdout).not.toContain("s3cret");
  expect(env).toMatchObject({ HTTPS_PROXY: "http://proxy", [ownerVariable]: folder });
});

test("a program that takes too long is ended with all that it started", async () => {
  const begun = performance.now();
  const result = await processes().run(
    { program: "sh", args: ["-c", `${node} -e "setInterval(() => {}, 1000)" & wait`] },
    { deadlineMs: 300 },
  );
  expect(result).toMatchObject({ code: null, timedOut: true });
  expect(performance.now() - begun).toBeLessThan(3000);
});

test("a program that is not there is a result, not a fault", async () => {
  expect((await processes().run({ program: "no-such-program", args: [] }, { deadlineMs: 1000 })).code).toBeNull();
});

test("orphans of this data folder are ended, the stubborn by force", { timeout: 15_000 }, async () => {
  const polite = await sleeper(folder);
  const stubborn = await sleeper(folder, true);
  const file = join(folder, "run/children.json");
  const earlier = createChildRegister(systemFiles, file, folder, { clock: systemClock, log: silentLog });
  earlier.add("homeserver", polite.pid);
  earlier.add("sfu", stubborn.pid);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await processes().endOrphans()).toEqual(["homeserver", "sfu"]);
  await Promise.all([polite.gone, stubborn.gone]);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual([]);
});

test("a process that only shares the pid, or belongs to another folder, is left alone", async () => {
  const stranger = await sleeper("/another/folder");
  const later = await sleeper(folder);
  const file = join(folder, "run/children.json");
  const rows = [
    { name: "homeserver", pid: stranger.pid, start: processStart(stranger.pid) },
    { name: "sfu", pid: later.pid, start: "another-boot:1" },
  ];
  writeFileSync(file, JSON.stringify(rows));
  expect(await processes().endOrphans()).toEqual([]);
  for (const { pid, gone } of [stranger, later]) {
    expect(processStart(pid)).not.toBeNull();
    process.kill(pid, "SIGKILL");
    await gone;
  }
});

test("a torn register is no reason not to start", async () => {
  writeFileSync(join(folder, "run/children.json"), '[{"name": "home');
  expect(await processes().endOrphans()).toEqual([]);
});

test("a real child that is killed is started again", { timeout: 15_000 }, async () => {
  const pids: number[] = [];
  const supervised = processes().supervise({
    name: "homeserver",
    label: "Homeserver",
    prepare: async () => ({ program: node, args: ["-e", "console.log(process.pid); setInterval(() => {}, 1000)"] }),
    probe: async () => pids.length > 0,
    startDeadlineMs: 5000,
    stopGraceMs: 1000,
    onOutput: (line) => pids.push(Number(line)),
  });
  const reached = (state: string) => expect.poll(() => supervised.state().state, { timeout: 5000 }).toBe(state);
  supervised.start();
  await reached("ready");
  expect(readFileSync(join(folder, "run/children.json"), "utf8")).toContain(String(pids[0]));
  process.kill(pids[0] ?? -1, "SIGKILL");
  await expect.poll(() => pids.length, { timeout: 5000 }).toBe(2);
  await reached("ready");
  expect(supervised.state()).toMatchObject({ restarts: 1, lastError: "It was ended by SIGKILL." });
  await supervised.stop();
  expect(processStart(pids[1] ?? -1)).toBeNull();
  expect(JSON.parse(readFileSync(join(folder, "run/children.json"), "utf8"))).toEqual([]);
});

test("a part that was half built is not taken for whole, and what is left of it goes", async () => {
  const parts = createParts(folder, systemFiles, systemClock);
  const place = join(folder, "thing-1");
  // As a kill -9 in the middle leaves it, before and after the rename without a marker.
  mkdirSync(`${place}.building`);
  writeFileSync(join(`${place}.building`, "program"), "half");
  mkdirSync(place);
  writeFileSync(join(place, "program"), "half");
  expect(parts.find({ name: "thing-1" })).toBeNull();
  const build = async (building: string) => {
    expect(existsSync(join(building, "program"))).toBe(false);
    writeFileSync(join(building, "program"), "whole");
  };
  expect(await parts.ensure({ name: "thing-1", build, waitMs: 1000 })).toBe(place);
  expect(readFileSync(join(place, "program"), "utf8")).toBe("whole");
  expect(existsSync(`${place}.building`)).toBe(false);
});

test("a build that fails leaves nothing behind", async () => {
  const parts = createParts(folder, systemFiles, systemClock);
  const build = async (building: string) => {
    writeFileSync(join(building, "program"), "half");
    throw Object.assign(new Error("write"), { code: "ENOSPC" });
  };
  await expect(parts.ensure({ name: "thing-1", build, waitMs: 1000 })).rejects.toMatchObject({ code: "DISK_FULL" });
  expect(existsSync(join(folder, "thing-1"))).toBe(false);
  expect(existsSync(join(folder, "thing-1.building"))).toBe(false);
});

test("two that install the same part at once build it once", async () => {
  let builds = 0;
  const build = async (building: string) => {
    builds += 1;
    await new Promise((resolve) => setTimeout(resolve, 300));
    writeFileSync(join(building, "program"), "whole");
  };
  const places = await Promise.all(
    [1, 2].map(() => createParts(folder, systemFiles, systemClock).ensure({ name: "thing-1", build, waitMs: 5000 })),
  );
  expect(new Set(places)).toEqual(new Set([join(folder, "thing-1")]));
  expect(builds).toBe(1);
});

test("who waits too long for another's build is told", async () => {
  const parts = createParts(folder, systemFiles, systemClock);
  let done = () => {};
  const released = new Promise<void>((resolve) => {
    done = resolve;
  });
  const held = parts.ensure({ name: "thing-1", waitMs: 0, build: () => released });
  const fault = await parts
    .ensure({ name: "thing-1", waitMs: 0, build: async () => {} })
    .catch((thrown: unknown) => thrown);
  expect(fault).toBeInstanceOf(AppError);
  expect(fault).toMatchObject({ code: "PART_BUSY", retryable: true });
  done();
  await held;
});
