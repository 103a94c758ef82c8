import { DatabaseSync } from "node:sqlite";
import { AppError } from "@parley/kernel";
import type { Files } from "../../../platform/data-folder-files.ts";

/**
 * Removes what a first start left that was cut off (a full disk, a power cut): Synapse makes its tables in several steps
 * and can never start on half of them. Whatever has come up once is left alone, and so is what cannot be read.
 * Throws PART_DOWN when the database or the key is a link to what is not there: Synapse would begin anew beside it.
 */
export function clearHalfMade(files: Files, home: string): void {
  const database = `${home}/homeserver.db`;
  for (const file of [database, `${home}/signing.key`])
    if (files.isNamed(file) && !files.exists(file)) throw away(file);
  if (files.exists(database) && wasMade(database)) return;
  for (const ending of ["", "-wal", "-shm", "-journal"]) files.remove(`${database}${ending}`);
  clearKey(files, home);
}

function away(file: string): AppError {
  return new AppError("PART_DOWN", `${file} is a link, and what it points to is not there.`, {
    details: { advice: "Mount the disk that holds it, or mend the link. Nothing was changed." },
  });
}

/** A key that is not whole; before the first start nothing was signed with it. */
function clearKey(files: Files, home: string): void {
  const key = files.read(`${home}/signing.key`);
  if (key !== null && !/^ed25519 \S+ [A-Za-z0-9+/]{43}\s*$/.test(key)) files.remove(`${home}/signing.key`);
}

/** Synapse writes its version last. True when in doubt. Source: synapse/storage/prepare_database.py of 1.163.2. */
function wasMade(path: string): boolean {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 1000 });
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const has = (name: string) => tables.some((table) => table.name === name);
    const rows = (name: string) => has(name) && database?.prepare(`SELECT 1 FROM ${name} LIMIT 1`).get() !== undefined;
    return rows("schema_version") || rows("users");
  } catch {
    return true;
  } finally {
    database?.close();
  }
}
