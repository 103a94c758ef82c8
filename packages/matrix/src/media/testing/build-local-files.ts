import { systemRandom } from "@parley/kernel";
import { IDBFactory } from "fake-indexeddb";
import { LocalFiles } from "../local-files.ts";
import { createStagedFiles } from "../staged-files.ts";

/** Files that wait, on a disk in memory; the same `disk` again is the next run. */
export function buildLocalFiles(disk: object = new IDBFactory()): LocalFiles {
  const staged = createStagedFiles({ indexedDB: disk, name: "uploads", random: systemRandom });
  return new LocalFiles(async () => staged);
}
