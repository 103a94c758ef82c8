import { systemRandom } from "@parley/kernel";
import { IDBFactory } from "fake-indexeddb";
import { LocalFiles } from "../local-files.ts";
import { createStagedFiles } from "../staged-files.ts";

/** Files that wait, on a disk in memory; the same `disk` again is the next run. */
export function buildLocalFiles(
  disk: object = new IDBFactory(),
  asked?: ConstructorParameters<typeof LocalFiles>[1],
): LocalFiles {
  const staged = createStagedFiles({ indexedDB: disk, name: "uploads", random: systemRandom });
  return new LocalFiles(async () => staged, asked);
}
