import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** What a homeserver has stored, read past it from its SQLite file. */
export interface StoredEvents {
  /** Number of events by type. */
  readonly counts: ReadonlyMap<string, number>;
  /** Which of the texts stand anywhere in the database's files, write-ahead log included. */
  readonly found: readonly string[];
}

/** Reads `homeserver.db` of the folder; `texts` are looked for in the raw bytes. */
export function readStoredEvents(folder: string, texts: readonly string[]): StoredEvents {
  const file = join(folder, "homeserver.db");
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare("SELECT type, count(*) AS n FROM events GROUP BY type").all();
  const counts = new Map(rows.map((row) => [String(row.type), Number(row.n)]));
  database.close();
  const bytes = Buffer.concat([file, `${file}-wal`].map(readIfThere));
  return { counts, found: texts.filter((text) => bytes.includes(text)) };
}

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
