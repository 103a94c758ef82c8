import { expect, test, vi } from "vitest";
import { run } from "./run.ts";

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A program that says its pid by a file and lives for some seconds. */
const lives = (path: string, seconds: number) => ["-c", `echo $$ > ${path}; exec sleep ${seconds}`];

test("a command that takes too long is ended", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const begun = performance.now();
  expect(await run("sleep", ["30"], { seconds: 0.2 })).toBeNull();
  expect(performance.now() - begun).toBeLessThan(5000);
});

test("one that must finish is only waited for no longer", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const { mkdtempSync, readFileSync, rmSync } = await import("node:fs");
  const folder = mkdtempSync("/tmp/parley-test-");
  expect(await run("sh", lives(`${folder}/pid`, 20), { seconds: 0.5, finishes: true })).toBeNull();
  const pid = Number(readFileSync(`${folder}/pid`, "utf8"));
  expect(alive(pid)).toBe(true);
  process.kill(pid, "SIGKILL");
  rmSync(folder, { recursive: true });
});
