import type { Dirent } from "node:fs";
import { lstat, opendir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** What lies in a folder. `Infinity` where that is more than was looked at. */
export interface Filled {
  readonly bytes: number;
  readonly files: number;
}

const pageBytes = 4096;
const mostProcesses = 4096;

/** How full a folder is, without following a link; `most` files are looked at. */
export async function measureFolder(folder: string, most: number): Promise<Filled> {
  let bytes = 0;
  let files = 0;
  const left = [folder];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const entries: AsyncIterable<Dirent> = await opendir(at).catch(() => none());
    for await (const entry of entries) {
      files++;
      if (files > most) return { bytes: Number.POSITIVE_INFINITY, files: Number.POSITIVE_INFINITY };
      const path = join(entry.parentPath, entry.name);
      if (entry.isDirectory()) left.push(path);
      // Blocks, not length: a file with holes is as large as what lies on the disk.
      else bytes += ((await lstat(path).catch(() => null))?.blocks ?? 0) * 512;
    }
  }
  return { bytes, files };
}

async function* none(): AsyncGenerator<Dirent> {}

/** Bytes of memory of a process and of all that it has started. Of a system without `/proc`: 0. */
export async function measureMemory(pid: number): Promise<number> {
  let bytes = 0;
  const left = [String(pid)];
  const seen = new Set<string>();
  for (let at = left.pop(); at !== undefined && seen.size < mostProcesses; at = left.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const [, resident = "0"] = (await read(`/proc/${at}/statm`)).split(" ");
    bytes += Number(resident) * pageBytes;
    for (const task of await readdir(`/proc/${at}/task`).catch(() => [])) {
      left.push(...(await read(`/proc/${at}/task/${task}/children`)).split(" ").filter((child) => child !== ""));
    }
  }
  return bytes;
}

/** What has ended in between says nothing. */
function read(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
