import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Number of events by type that a homeserver has stored, read past it from its SQLite file in `folder`. */
export function countStoredEvents(folder: string): ReadonlyMap<string, number> {
  const database = new DatabaseSync(join(folder, "homeserver.db"), { readOnly: true });
  const rows = database.prepare("SELECT type, count(*) AS n FROM events GROUP BY type").all();
  const counts = new Map(rows.map((row) => [String(row.type), Number(row.n)]));
  database.close();
  return counts;
}

/** Where the texts stand in plain: `text in file`, for every file below the folder: databases, logs, media. */
export function findInFiles(folder: string, texts: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((file) => {
      const bytes = readIfThere(file);
      return texts.filter((text) => bytes.includes(text)).map((text) => `${text} in ${file}`);
    });
}

/** Files come and go under a running homeserver. */
function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
