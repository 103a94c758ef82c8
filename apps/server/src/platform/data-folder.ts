import { chmodSync } from "node:fs";
import { join } from "node:path";
import { AppError, type Clock } from "@parley/kernel";
import type { Files } from "./data-folder-files.ts";
import { lockFile } from "./data-folder-lock.ts";

/** What is decided once for a data folder and then permanent, or kept for the next start. */
export interface DataFolderFacts {
  readonly serverName: string | null;
  readonly port: number | null;
  /** UDP, for media of calls. */
  readonly sfuMediaPort: number | null;
}

/** The one folder of a server, held by this process until `close`. */
export interface DataFolder {
  readonly path: string;
  readonly facts: DataFolderFacts;
  /** Stores what changes, whole or not at all. */
  remember(change: Partial<DataFolderFacts>): void;
  /** A path inside; `parts` come from our code, never from a client. */
  inside(...parts: string[]): string;
  /** Tells others (`npm stop`, a second server) where this one answers. */
  announce(address: string): void;
  close(): void;
}

/** Who holds a data folder, as its `server.json` says. */
export interface Holder {
  readonly pid: number;
  /** In clock ticks since boot, from /proc; null where there is none. */
  readonly startTime: string | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Where it answers; null until it listens. */
  readonly address: string | null;
}

export interface OpenDataFolder {
  readonly path: string;
  readonly files: Files;
  readonly clock: Clock;
  /** This process: its id, and its start time where the system tells. */
  readonly self: { readonly pid: number; readonly startTime: string | null };
}

/** Raised when the meaning of a data folder changes; a lower number is brought up, a higher one refused. */
export const dataFolderFormat = 1;

/**
 * Opens a data folder, makes it if need be (mode 0700) and locks it. Throws AppError with a sentence for people:
 * FOLDER_HELD (another server runs on it), FOLDER_NEWER (written by a later Parley), FOLDER_BROKEN, DISK_FULL, NO_ACCESS.
 */
export function openDataFolder({ path, files, clock, self }: OpenDataFolder): DataFolder {
  const inside = (...parts: string[]) => join(path, ...parts);
  files.makeFolder(path);
  chmodSync(path, 0o700);
  const lock = lockFile(inside("lock"));
  if (lock === null) throw heldBy(path, readHolder(files, path));
  try {
    let facts = readFacts(files, inside("folder.json"), path);
    files.makeFolder(inside("logs"));
    files.makeFolder(inside("run"));
    const holder: Holder = { pid: self.pid, startTime: self.startTime, startedAt: clock.now(), address: null };
    const tell = (address: string | null) =>
      files.write(inside("server.json"), `${JSON.stringify({ ...holder, address })}\n`);
    tell(null);
    let open = true;
    return {
      path,
      get facts() {
        return facts;
      },
      remember(change) {
        const next = { ...facts, ...change };
        files.write(inside("folder.json"), `${JSON.stringify({ format: dataFolderFormat, ...next }, null, 2)}\n`);
        facts = next;
      },
      inside,
      announce: tell,
      close() {
        if (!open) return;
        open = false;
        files.remove(inside("server.json"));
        lock.release();
      },
    };
  } catch (thrown) {
    lock.release();
    throw thrown;
  }
}

/** Who holds the data folder at `path`, as far as it wrote it down. */
export function readHolder(files: Files, path: string): Holder | null {
  const text = files.read(join(path, "server.json"));
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("pid" in value) || typeof value.pid !== "number") return null;
    const { startTime, startedAt, address } = value as Record<string, unknown>;
    return {
      pid: value.pid,
      startTime: typeof startTime === "string" ? startTime : null,
      startedAt: typeof startedAt === "number" ? startedAt : 0,
      address: typeof address === "string" ? address : null,
    };
  } catch {
    // Torn by a crash in an older version; the lock itself tells the truth.
    return null;
  }
}

function heldBy(path: string, holder: Holder | null): AppError {
  if (holder === null)
    return new AppError("FOLDER_HELD", `Another Parley server is just starting on ${path}. Try again in a moment.`);
  const since = new Date(holder.startedAt).toISOString().replace("T", " ").slice(0, 19);
  const where = holder.address === null ? "is still starting" : `answers at ${holder.address}`;
  return new AppError(
    "FOLDER_HELD",
    `A Parley server runs on ${path} already: process ${holder.pid}, started ${since} UTC, ${where}. Stop it with npm stop -- --data ${path}, or name another folder with --data.`,
    { details: { pid: holder.pid } },
  );
}

function readFacts(files: Files, file: string, path: string): DataFolderFacts {
  const text = files.read(file);
  if (text === null) {
    const facts = { serverName: null, port: null, sfuMediaPort: null };
    files.write(file, `${JSON.stringify({ format: dataFolderFormat, ...facts }, null, 2)}\n`);
    return facts;
  }
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new AppError(
      "FOLDER_BROKEN",
      `${file} is damaged. Put it back from a backup; it holds the server name and port of ${path}.`,
      {
        cause: thrown,
      },
    );
  }
  if (typeof value.format !== "number" || value.format > dataFolderFormat) {
    throw new AppError(
      "FOLDER_NEWER",
      `${path} was written by a newer Parley (format ${String(value.format)}, this one knows ${dataFolderFormat}). Run that version again, or restore a backup made before the upgrade.`,
    );
  }
  const number = (key: string) => (typeof value[key] === "number" ? value[key] : null);
  return {
    serverName: typeof value.serverName === "string" ? value.serverName : null,
    port: number("port"),
    sfuMediaPort: number("sfuMediaPort"),
  };
}
