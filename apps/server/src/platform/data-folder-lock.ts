import { DatabaseSync } from "node:sqlite";
import { explainFileFault } from "./data-folder-files.ts";

/**
 * Holds `path` open with an exclusive lock of the operating system, or answers null when another process holds it. The
 * kernel lets go when the process ends, however it ends: nothing stays behind that could block the next start.
 * SQLite is the only thing in Node that can lock an open file.
 */
export function lockFile(path: string): { release(): void } | null {
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
  } catch (thrown) {
    throw explainFileFault(thrown, path);
  }
  try {
    // The transaction stays open for as long as we live; nothing is ever written, no journal either.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (thrown) {
    database.close();
    if (isBusy(thrown)) return null;
    throw explainFileFault(thrown, path);
  }
  return { release: () => database.close() };
}

function isBusy(thrown: unknown): boolean {
  return typeof thrown === "object" && thrown !== null && "errcode" in thrown && (Number(thrown.errcode) & 0xff) === 5;
}
