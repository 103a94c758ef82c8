import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { AppError, messageOf } from "@parley/kernel";
import { makeFolders } from "./make-folders.ts";

/** The few things that are done with files of the data folder, as a port: full disks and crashes can be tried in tests. */
export interface Files {
  /** The text, or null when there is no such file. */
  read(path: string): string | null;
  /** Whole or not at all, also through a crash: written beside, synced, renamed. Mode 0600 unless said. */
  write(path: string, text: string, mode?: number): void;
  /** Makes the folder and its parents, mode 0700. */
  makeFolder(path: string): void;
  remove(path: string): void;
  exists(path: string): boolean;
  /** Whether something bears this name: a link does, though what it points to may be away, as on a disk not mounted. */
  isNamed(path: string): boolean;
}

/** The machine's own files. Faults come out as `AppError` with a sentence for people (DISK_FULL, NO_ACCESS). */
export const systemFiles: Files = {
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch (thrown) {
      if (codeOf(thrown) === "ENOENT") return null;
      throw explainFileFault(thrown, path);
    }
  },
  write(path, text, mode = 0o600) {
    writeWhole(path, Buffer.from(text), mode);
  },
  makeFolder(path) {
    try {
      makeFolders(path);
    } catch (thrown) {
      throw explainFileFault(thrown, path);
    }
  },
  remove(path) {
    rmSync(path, { force: true, recursive: true });
  },
  exists(path) {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  },
  isNamed(path) {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  },
};

/** Writes the file whole or not at all, also through a crash. Throws `AppError` as `systemFiles` does. */
export function writeWhole(path: string, bytes: Uint8Array, mode: number): void {
  const beside = `${path}.new`;
  try {
    const file = openSync(beside, "w", mode);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
    const folder = openSync(dirname(path), "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (thrown) {
    rmSync(beside, { force: true });
    throw explainFileFault(thrown, path);
  }
}

/** A fault of the file system as one sentence and what to do: DISK_FULL, NO_ACCESS or FILE_FAULT. */
export function explainFileFault(thrown: unknown, path: string): AppError {
  if (thrown instanceof AppError) return thrown;
  switch (codeOf(thrown)) {
    case "ENOSPC":
    case "EDQUOT":
      return new AppError(
        "DISK_FULL",
        `The disk that holds ${path} is full. Free some space (1 GB is enough), then start again.`,
        {
          cause: thrown,
        },
      );
    case "EACCES":
    case "EPERM":
      return new AppError(
        "NO_ACCESS",
        `This user may not write ${path}. Give the folder to the user that runs Parley, or name another with --data.`,
        {
          cause: thrown,
        },
      );
    case "EROFS":
      return new AppError("NO_ACCESS", `${path} lies on a disk that is read-only. Name another folder with --data.`, {
        cause: thrown,
      });
    case "ENOENT":
    case "ENOTDIR":
    case "EEXIST":
    case "ENAMETOOLONG":
      return new AppError("NO_ACCESS", `${path} cannot be made there. Name another folder with --data.`, {
        cause: thrown,
      });
    default:
      return new AppError("FILE_FAULT", `${path} cannot be used: ${messageOf(thrown)}`, { cause: thrown });
  }
}

function codeOf(thrown: unknown): string {
  return typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : "";
}
