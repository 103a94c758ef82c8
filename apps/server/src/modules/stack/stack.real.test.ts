import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type RunningParley, startParley, startRealStack } from "@parley/testkit/stack";
import { expect, test } from "vitest";
import { processStart } from "../../platform/processes/identity.ts";
import { livekitVersion } from "./livekit/install.ts";

const patience = { timeout: 60_000, interval: 100 };

async function withParley(options: Parameters<typeof startParley>[0], use: (parley: RunningParley) => Promise<void>) {
  const parley = await startParley(options);
  try {
    await use(parley);
  } finally {
    await parley.dispose();
  }
}

const versions = async (parley: RunningParley): Promise<number> => {
  try {
    const { status } = await fetch(`${parley.baseUrl}/_matrix/client/versions`, { signal: AbortSignal.timeout(2000) });
    return status;
  } catch {
    return 0;
  }
};
const chatWorks = (parley: RunningParley) => expect.poll(() => versions(parley), patience).toBe(200);

/** Local addresses of the sockets of a process that wait for others, in the form of /proc/net. */
function listening(pid: number): string[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return /^socket:\[([0-9]+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? "";
      } catch {
        return "";
      }
    }),
  );
  const found: string[] = [];
  for (const table of ["tcp", "tcp6", "udp", "udp6"]) {
    for (const line of readFileSync(`/proc/${pid}/net/${table}`, "utf8").split("\n").slice(1)) {
      const fields = line.trim().split(/\s+/);
      // 0A: listening; for UDP every unconnected socket (07) takes what comes.
      if (fields[3] !== (table.startsWith("tcp") ? "0A" : "07") || !inodes.has(fields[9] ?? "")) continue;
      found.push(`${table} ${fields[1]}`);
    }
  }
  return found;
}

const loopback =
  /^(?:tcp|udp) 0100007F:|^(?:tcp|udp)6 (?:00000000000000000000000001000000|0000000000000000FFFF00000100007F):/;

function descendants(pid: number): number[] {
  const children = readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .filter((candidate) => {
      try {
        const stat = readFileSync(`/proc/${candidate}/stat`, "latin1");
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === pid;
      } catch {
        return false;
      }
    });
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** LiveKit as an earlier part of the test run installed it, or the machine brings it. */
function hasLivekit(): boolean {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const parts = process.env.PARLEY_PARTS || join(cache, "parley/parts");
  const onPath = (process.env.PATH ?? "").split(":").map((folder) => join(folder, "livekit-server"));
  return [join(parts, `livekit-${livekitVersion}/.complete`), ...onPath].some((path) => existsSync(path));
}

test("nothing listens beyond loopback, of all our processes", async ({ skip }) => {
  skip(!hasLivekit(), "LiveKit is not installed");
  await withParley({ domain: "localhost" }, async (parley) => {
    await chatWorks(parley);
    await expect.poll(() => Object.keys(parley.children()).sort(), patience).toEqual(["homeserver", "sfu"]);
    const { sfu = -1 } = parley.children();
    await expect.poll(() => listening(sfu).length, patience).toBeGreaterThanOrEqual(2);
    const pids = [parley.pid, ...descendants(parley.pid)];
    expect(pids.length).toBeGreaterThanOrEqual(3);
    const sockets = pids.flatMap(listening);
    // Ours, Synapse, LiveKit's signalling and media.
    expect(sockets.length).toBeGreaterThanOrEqual(4);
    expect(sockets.filter((socket) => !loopback.test(socket))).toEqual([]);
  });
});

test("a homeserver that is killed comes back by itself, and stopping ends everything within 10 s", async () => {
  await withParley({ domain: "localhost" }, async (parley) => {
    await chatWorks(parley);
    const { homeserver = -1 } = parley.children();
    process.kill(homeserver, "SIGKILL");
    await expect.poll(() => parley.children().homeserver ?? homeserver, patience).not.toBe(homeserver);
    await chatWorks(parley);
    const pids = descendants(parley.pid);
    expect(await parley.stop()).toBeLessThan(10_000);
    expect(pids.filter((pid) => processStart(pid) !== null)).toEqual([]);
  });
});

test("a server that is killed leaves nothing that blocks or doubles", async () => {
  await withParley({ domain: "localhost" }, async (parley) => {
    await chatWorks(parley);
    const before = parley.children();
    await parley.kill9();
    // Its homeserver lives on, with the database open.
    expect(processStart(before.homeserver ?? -1)).not.toBeNull();
    await parley.start();
    await chatWorks(parley);
    for (const pid of Object.values(before)) expect(processStart(pid)).toBeNull();
    expect(parley.children().homeserver).not.toBe(before.homeserver);
  });
});

test("the second server on a data folder ends with 2 and names the first", async () => {
  await withParley({ domain: "localhost" }, async (parley) => {
    const second = startParley({ dataFolder: parley.dataFolder });
    await expect(second).rejects.toThrow("ended with code 2");
    await expect(second).rejects.toThrow(`process ${parley.pid}`);
    await expect(second).rejects.toThrow(parley.baseUrl);
  });
});

test("a server name is for good, and what is secret is its owner's only", async () => {
  await withParley({ domain: "first.example" }, async (parley) => {
    await chatWorks(parley);
    for (const file of ["synapse/secrets.json", "synapse/homeserver.json", "run/children.json", "folder.json", ""]) {
      expect(statSync(join(parley.dataFolder, file)).mode & 0o077, file).toBe(0);
    }
    await parley.stop();
    const renamed = startParley({ dataFolder: parley.dataFolder, domain: "second.example" });
    await expect(renamed).rejects.toThrow("ended with code 2");
    await expect(renamed).rejects.toThrow(/is first\.example and cannot become second\.example/);
  });
});

test("attached to a homeserver elsewhere, none is started here, and its loss is seen", async () => {
  const elsewhere = await startRealStack({ serverName: "attached.example" });
  try {
    const flags = ["--homeserver", elsewhere.baseUrl, "--domain", "attached.example"];
    await withParley({ flags }, async (parley) => {
      const readyz = async () => (await fetch(`${parley.baseUrl}/readyz`)).status;
      await expect.poll(readyz, patience).toBe(200);
      expect(Object.keys(parley.children())).not.toContain("homeserver");
      await elsewhere.kill();
      await expect.poll(readyz, patience).not.toBe(200);
      await elsewhere.start();
      await expect.poll(readyz, patience).toBe(200);
      await parley.stop();
      const renamed = startParley({
        dataFolder: parley.dataFolder,
        flags: ["--homeserver", elsewhere.baseUrl, "--domain", "other.example"],
      });
      await expect(renamed).rejects.toThrow(/cannot become other\.example/);
    });
  } finally {
    await elsewhere.stop();
  }
});
