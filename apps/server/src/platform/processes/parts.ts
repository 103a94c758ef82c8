import { readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AppError, type Clock, sleep } from "@parley/kernel";
import { explainFileFault, type Files } from "../data-folder-files.ts";
import { lockFile } from "../data-folder-lock.ts";

export interface EnsurePart {
  /** Names content and version; another content must have another name. */
  readonly name: string;
  /** Fills the folder `building`, which is empty. It is moved afterwards: nothing may remember its path. */
  readonly build: (building: string) => Promise<void>;
  /** Whether a finished part still fits this machine (its interpreter is there, …). */
  readonly fits?: (folder: string) => boolean;
  /** Milliseconds to wait for another process that builds the same part. */
  readonly waitMs: number;
}

/** Programs that we installed, shared by all data folders of this user. */
export interface Parts {
  /** The folder of a finished part, or null. */
  find(part: Pick<EnsurePart, "name" | "fits">): string | null;
  /** The folder of the part, built when it is not there. A half-built one is never taken for whole. */
  ensure(part: EnsurePart): Promise<string>;
}

const marker = ".complete";

/** Parts in `folder`. Each is built beside, marked last, and moved into place while a lock is held. */
export function createParts(folder: string, files: Files, clock: Clock): Parts {
  const find: Parts["find"] = ({ name, fits }) => {
    const place = join(folder, name);
    return files.exists(join(place, marker)) && (fits?.(place) ?? true) ? place : null;
  };
  return {
    find,
    async ensure(part) {
      const place = join(folder, part.name);
      const found = find(part);
      if (found !== null) return found;
      files.makeFolder(folder);
      const until = clock.now() + part.waitMs;
      let lock = lockFile(`${place}.lock`);
      while (lock === null) {
        if (clock.now() >= until) {
          throw new AppError("PART_BUSY", `Another process has been installing ${part.name} for too long.`, {
            retryable: true,
          });
        }
        await sleep(clock, 200);
        lock = lockFile(`${place}.lock`);
      }
      try {
        // Whoever held the lock may have finished it.
        const built = find(part);
        if (built !== null) return built;
        const building = `${place}.building`;
        await clear(place);
        files.makeFolder(building);
        await part.build(building);
        files.write(join(building, marker), `${part.name}\n`);
        await rm(place, { recursive: true, force: true });
        await rename(building, place);
        return place;
      } catch (thrown) {
        await clear(place);
        throw thrown instanceof AppError ? thrown : explainFileFault(thrown, place);
      } finally {
        lock.release();
      }
    },
  };
}

/** Removes what an interrupted build of `place` left beside it; thousands of files, so never in one breath. */
async function clear(place: string): Promise<void> {
  const prefix = `${basename(place)}.building`;
  for (const entry of await readdir(dirname(place))) {
    if (entry.startsWith(prefix)) await rm(join(dirname(place), entry), { recursive: true, force: true });
  }
}
