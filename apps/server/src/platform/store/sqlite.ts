import { DatabaseSync } from "node:sqlite";
import { type Dialect, SqliteDialect } from "kysely";

/** The two connections of one database file. */
export interface Connections {
  readonly writer: Dialect;
  readonly reader: Dialect;
  /** For migrations and pragmas, before anyone queries. */
  readonly raw: DatabaseSync;
}

/**
 * Opens the file: one connection that writes, one that cannot. Every commit is on disk before it is acknowledged, and
 * what is deleted is overwritten: nothing that somebody had erased is read off the free pages.
 */
export function openSqlite(file: string): Connections {
  const raw = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true });
  raw.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 5000;",
  );
  // Opened late: a read-only connection cannot make the file that the writer makes.
  const reading = async () => shim(new DatabaseSync(file, { readOnly: true, timeout: 5000 }));
  return {
    raw,
    writer: new SqliteDialect({ database: shim(raw) }),
    reader: new SqliteDialect({ database: reading }),
  };
}

/** So many statements are kept compiled: those of a run of an agent, many times over. */
const mostKept = 256;

/** What Kysely's own dialect asks of a driver, on Node's SQLite. To compile a statement takes longer than to run it. */
function shim(database: DatabaseSync) {
  const kept = new Map<string, ReturnType<typeof prepared>>();
  return {
    close: () => database.close(),
    prepare(sql: string) {
      const found = kept.get(sql) ?? prepared(database, sql);
      // The one that was asked for last comes last.
      kept.delete(sql);
      kept.set(sql, found);
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      return found;
    },
  };
}

function prepared(database: DatabaseSync, sql: string) {
  const statement = database.prepare(sql);
  return {
    reader: statement.columns().length > 0,
    all: (values: ReadonlyArray<unknown>) => statement.all(...bindable(values)),
    run: (values: ReadonlyArray<unknown>) => statement.run(...bindable(values)),
    // Read bit by bit, it may be begun a second time before it has ended.
    iterate: (values: ReadonlyArray<unknown>) => database.prepare(sql).iterate(...bindable(values)),
  };
}

type Bindable = null | number | bigint | string | Uint8Array;

function bindable(values: ReadonlyArray<unknown>): Bindable[] {
  return values.map((value) => {
    if (value === null || typeof value === "number" || typeof value === "string" || typeof value === "bigint") {
      return value;
    }
    if (value instanceof Uint8Array) return value;
    throw new TypeError(`SQLite takes no ${typeof value}`);
  });
}
