import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError, systemClock } from "@parley/kernel";
import { afterEach, expect, test } from "vitest";
import { dataFolderFormat, openDataFolder, readHolder } from "./data-folder.ts";
import { explainFileFault, type Files, systemFiles } from "./data-folder-files.ts";
import { choosePort, portIsFree } from "./data-folder-port.ts";

const made: string[] = [];
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

function newFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "parley-test-"));
  made.push(path);
  return join(path, "data");
}

const open = (path: string, files: Files = systemFiles) =>
  openDataFolder({ path, files, clock: systemClock, self: { pid: process.pid, startTime: "here" } });

function faultOf(run: () => unknown): AppError {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error("nothing was thrown");
}

/** Another process that opens the folder, says so and stays. */
async function holderProcess(path: string) {
  const script = `
    import { openDataFolder } from ${JSON.stringify(new URL("./data-folder.ts", import.meta.url).href)};
    import { systemFiles } from ${JSON.stringify(new URL("./data-folder-files.ts", import.meta.url).href)};
    const folder = openDataFolder({ path: ${JSON.stringify(path)}, files: systemFiles,
      clock: { now: () => Date.UTC(2026, 10, 21, 9, 8, 7), after: () => () => {} }, self: { pid: process.pid, startTime: "x" } });
    folder.announce("http://localhost:8420");
    console.log("open");
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", () => reject(new Error("the holder ended")));
  });
  return child;
}

test("a new folder is for its owner only and remembers what is decided once", () => {
  const path = newFolder();
  const folder = open(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(readdirSync(path).sort()).toEqual(["folder.json", "lock", "logs", "run", "server.json"]);
  expect(folder.facts).toEqual({ serverName: null, port: null, sfuMediaPort: null });
  folder.remember({ serverName: "example.org", port: 8421 });
  folder.close();
  const again = open(path);
  expect(again.facts).toMatchObject({ serverName: "example.org", port: 8421 });
  expect(statSync(join(path, "folder.json")).mode & 0o777).toBe(0o600);
  again.close();
  expect(readHolder(systemFiles, path)).toBeNull();
});

test("the second server on a folder learns within a second who holds it, and a crash of the first blocks nothing", async () => {
  const path = newFolder();
  const holder = await holderProcess(path);
  const begun = performance.now();
  const fault = faultOf(() => open(path));
  expect(performance.now() - begun).toBeLessThan(1000);
  expect(fault.code).toBe("FOLDER_HELD");
  expect(fault.message).toContain(
    `process ${holder.pid}, started 2026-11-21 09:08:07 UTC, answers at http://localhost:8420`,
  );

  const gone = new Promise((resolve) => holder.once("exit", resolve));
  holder.kill("SIGKILL");
  await gone;
  const folder = open(path);
  expect(readHolder(systemFiles, path)?.pid).toBe(process.pid);
  folder.close();
});

test("a folder of a newer Parley is refused in words and left alone", () => {
  const path = newFolder();
  open(path).close();
  const file = join(path, "folder.json");
  const newer = JSON.stringify({ format: dataFolderFormat + 1, surprise: true });
  writeFileSync(file, newer);
  const fault = faultOf(() => open(path));
  expect(fault.code).toBe("FOLDER_NEWER");
  expect(fault.message).toContain("newer Parley");
  expect(readFileSync(file, "utf8")).toBe(newer);
});

test("damaged facts are named, not replaced", () => {
  const path = newFolder();
  open(path).close();
  writeFileSync(join(path, "folder.json"), '{"format": 1, "serverNa');
  expect(faultOf(() => open(path)).code).toBe("FOLDER_BROKEN");
});

test("a full disk is one sentence, and the facts stay as they were", () => {
  const path = newFolder();
  let full = false;
  const files: Files = {
    ...systemFiles,
    write(to, text, mode) {
      if (full) throw explainFileFault(Object.assign(new Error("write"), { code: "ENOSPC" }), to);
      systemFiles.write(to, text, mode);
    },
  };
  const folder = open(path, files);
  folder.remember({ port: 1 });
  full = true;
  const fault = faultOf(() => folder.remember({ port: 2 }));
  expect(fault.code).toBe("DISK_FULL");
  expect(fault.message).toContain("is full. Free some space");
  expect(folder.facts.port).toBe(1);
  full = false;
  folder.close();
  expect(open(path).facts.port).toBe(1);
});

test("a folder that may not be written is one sentence", () => {
  for (const code of ["EACCES", "EPERM", "EROFS"]) {
    const fault = explainFileFault(Object.assign(new Error("no"), { code }), "/srv/parley");
    expect(fault.code).toBe("NO_ACCESS");
    expect(fault.message).toContain("/srv/parley");
    expect(fault.message).toContain("--data");
  }
});

test("a folder where none can be made is one sentence, at once", () => {
  const file = join(mkdtempSync(join(tmpdir(), "parley-test-")), "file");
  writeFileSync(file, "");
  for (const path of ["/proc/nope", "/proc/nope/deeper", file, join(file, "inside")]) {
    expect(() => systemFiles.makeFolder(path)).toThrow(/Name another/);
  }
  const deep = join(file, "../a/b/c");
  systemFiles.makeFolder(deep);
  systemFiles.makeFolder(deep);
  expect(statSync(deep).mode & 0o777).toBe(0o700);
  rmSync(join(file, ".."), { recursive: true });
});

test("the port is chosen once: the first free one from 8420, then always that", async () => {
  const path = newFolder();
  const folder = open(path);
  const taken = new Set([8420, 8421]);
  const isFree = async (port: number) => !taken.has(port);
  expect(await choosePort(folder, null, "127.0.0.1", isFree)).toBe(8422);
  taken.delete(8420);
  expect(await choosePort(folder, null, "127.0.0.1", isFree)).toBe(8422);
  taken.add(8422);
  await expect(choosePort(folder, null, "127.0.0.1", isFree)).rejects.toThrow(/Port 8422 is taken .* keys/);
  await expect(choosePort(folder, 8421, "127.0.0.1", isFree)).rejects.toThrow(/Port 8421 is taken .* --port N/);
  expect(await choosePort(folder, 9000, "127.0.0.1", isFree)).toBe(9000);
  expect(folder.facts.port).toBe(9000);
  folder.close();
});

test("a port that another program listens on is not free", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  expect(await portIsFree(port, "127.0.0.1")).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(await portIsFree(port, "127.0.0.1")).toBe(true);
});
