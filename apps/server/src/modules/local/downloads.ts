import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { AppError, type Clock, type Log, messageOf, sleep } from "@parley/kernel";
import { FinalFault, fetchFile, type Ways } from "./fetch-file.ts";
import { isModelName } from "./files.ts";

const mostAtOnce = 2;
const mostKept = 20;
const mostBytes = 200_000_000_000;
/** Stays free on the disk. */
const spareBytes = 1_000_000_000;
/** Tries one after the other that brought nothing. */
const mostTries = 5;
const longestPauseMs = 30_000;
const oldPartMs = 14 * 86_400_000;

/** A file on its way here. */
export interface Download {
  readonly name: string;
  readonly state: "going" | "checking" | "done" | "stopped" | "failed";
  readonly received: number;
  /** Null while nobody has said so. */
  readonly bytes: number | null;
  /** Why it failed. */
  readonly message: string | null;
}

export interface DownloadsDeps {
  readonly folder: string;
  readonly ways: Ways;
  readonly clock: Clock;
  readonly log: Log;
  /** Bytes that are free where the folder lies. */
  readonly freeBytes?: (folder: string) => number;
}

interface Going {
  row: Download;
  readonly sha256: string;
  readonly over: AbortController;
}

/**
 * Brings files of models here. What was cut off is gone on with, also after the server was started anew; a file takes its
 * name only when its checksum is the one that was said.
 */
export function createDownloads({ folder, ways, clock, log, freeBytes = freeOf }: DownloadsDeps) {
  const rows = new Map<string, Going>();
  let closed = false;

  const run = async (going: Going, url: string) => {
    const { row, sha256 } = going;
    const { name } = row;
    const part = partOf(folder, sha256);
    const { signal } = going.over;
    const set = (more: Partial<Download>) => {
      going.row = { ...going.row, ...more };
    };
    const onProgress = (received: number, bytes: number | null) => {
      if (received > mostBytes || (bytes ?? 0) > mostBytes)
        throw new FinalFault("it is larger than any model here may be");
      // Asked once a try, with the size, and while it comes without one.
      const unknown = bytes === null && Math.floor(received / 1e8) !== Math.floor(going.row.received / 1e8);
      if ((bytes !== going.row.bytes || unknown) && (bytes ?? received) - received + spareBytes > freeBytes(folder)) {
        throw new FinalFault(
          `the disk is too full for it: ${megabytes(bytes ?? received)} MB and 1 GB beside are needed`,
        );
      }
      set({ received, bytes });
    };
    try {
      for (let tries = 1; ; tries++) {
        const before = going.row.received;
        try {
          await fetchFile({ url, part, ways, clock, signal, onProgress });
          break;
        } catch (thrown) {
          if (signal.aborted || thrown instanceof FinalFault) throw thrown;
          if (going.row.received > before) tries = 1;
          if (tries >= mostTries) throw thrown;
          await sleep(clock, Math.min(longestPauseMs, 1_000 * 2 ** (tries - 1)), signal);
        }
      }
      set({ state: "checking" });
      const hash = createHash("sha256");
      await pipeline(createReadStream(part), hash, { signal });
      if (hash.digest("hex") !== sha256) {
        rmSync(part, { force: true });
        throw new FinalFault("it has another checksum than was said, and was thrown away");
      }
      renameSync(part, join(folder, name));
      set({ state: "done" });
      log.info("a model was downloaded", { name });
    } catch (thrown) {
      if (signal.aborted) set({ state: "stopped" });
      else set({ state: "failed", message: messageOf(thrown).slice(0, 300) });
    }
  };

  return {
    list: (): Download[] => [...rows.values()].map(({ row }) => row),
    /** Begins, or goes on. Throws BAD_PARAMS or CONFLICT in words. */
    start({ url, sha256, name: asked }: { url: string; sha256: string; name?: string | undefined }): Download {
      const name = asked ?? nameIn(url);
      if (!isModelName(name)) throw new AppError("BAD_PARAMS", "Its name has to end in .gguf, and be no path.");
      if (statSync(join(folder, name), { throwIfNoEntry: false }) !== undefined) {
        throw new AppError("CONFLICT", `There is a file named ${name} already.`);
      }
      const active = [...rows.values()].filter(({ row }) => row.state === "going" || row.state === "checking");
      if (closed || active.length >= mostAtOnce) {
        throw new AppError("CONFLICT", `${mostAtOnce} files are on their way already.`);
      }
      if (active.some(({ row }) => row.name === name)) throw new AppError("CONFLICT", `${name} is on its way already.`);
      // Under another name, too: both would write into one part.
      const same = active.find((going) => going.sha256 === sha256);
      if (same !== undefined) throw new AppError("CONFLICT", `That file is on its way already, as ${same.row.name}.`);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      forgetOldParts(folder, clock.now());
      const there = statSync(partOf(folder, sha256), { throwIfNoEntry: false })?.size ?? 0;
      const row: Download = { name, state: "going", received: there, bytes: null, message: null };
      const going: Going = { row, sha256, over: new AbortController() };
      rows.delete(name);
      rows.set(name, going);
      for (const [old, { row: kept }] of rows) {
        if (rows.size <= mostKept) break;
        if (kept.state !== "going" && kept.state !== "checking") rows.delete(old);
      }
      void run(going, url);
      return row;
    },
    /** Stops it; what came stays for the next time. Throws NOT_FOUND. */
    stop(name: string): void {
      const going = rows.get(name);
      if (going === undefined) throw new AppError("NOT_FOUND", "No such file is on its way.");
      going.over.abort();
    },
    close() {
      closed = true;
      for (const { over } of rows.values()) over.abort();
    },
  };
}

/** By its checksum: the same file from another address is gone on with, too. Hidden: it is no model yet. */
const partOf = (folder: string, sha256: string) => join(folder, `.${sha256}.part`);

function nameIn(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? "");
  } catch {
    return "";
  }
}

function forgetOldParts(folder: string, now: number): void {
  for (const name of readdirSync(folder)) {
    if (!/^\.[0-9a-f]{64}\.part$/.test(name)) continue;
    const file = join(folder, name);
    if (now - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now) > oldPartMs) rmSync(file, { force: true });
  }
}

function freeOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);
