import { chmodSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { AppError } from "@parley/kernel";
import { Kysely, type RawBuilder, Transaction } from "kysely";
import { migrations } from "./migrations.ts";
import { openSqlite } from "./sqlite.ts";

/** An open transaction of any module, for statements of whoever keeps rows beside its own. */
export type AnyTx = Parameters<RawBuilder<unknown>["execute"]>[0];

/** The server's database. A module names its own tables as `T` and sees no others. */
export interface Store {
  /** Queries that change nothing; they never wait behind a transaction. */
  reader<T>(): Kysely<T>;
  /** Runs one transaction at a time. Inside nothing is awaited but the database. Resolves after the commit is on disk. */
  write<T, R>(work: (tx: Transaction<T>) => Promise<R>): Promise<R>;
  /** The open transaction of another module, for statements on tables of one's own. */
  within<T>(tx: AnyTx): Transaction<T>;
  close(): Promise<void>;
}

/** A store that is open, with the handle that the sealed secrets share. */
export interface OpenStore extends Store {
  readonly raw: DatabaseSync;
  /**
   * Runs a statement on `raw` outside any transaction: at once, or right after the one that is open. What it throws at
   * once comes out here; later it goes to `onLateFault`.
   */
  outside(work: () => void, onLateFault: (thrown: unknown) => void): void;
}

/** Opens the database and brings it up to date. Throws DATA_NEWER when a newer version wrote it. */
export function openStore(file: string, steps: readonly string[] = migrations): OpenStore {
  const { raw, writer, reader } = openSqlite(file);
  try {
    chmodSync(file, 0o600);
    migrate(raw, steps);
  } catch (thrown) {
    raw.close();
    throw thrown;
  }
  const writing = new Kysely<unknown>({ dialect: writer });
  const reading = new Kysely<unknown>({ dialect: reader });
  return {
    raw,
    outside(work, onLateFault) {
      // A statement on this connection in the middle of a transaction would be undone with it.
      if (!raw.isTransaction) work();
      else {
        writing
          .connection()
          .execute(async () => work())
          .catch(onLateFault);
      }
    },
    reader: <T>() => reading as unknown as Kysely<T>,
    write: <T, R>(work: (tx: Transaction<T>) => Promise<R>) =>
      writing.transaction().execute((tx) => work(tx as unknown as Transaction<T>)),
    within<T>(tx: AnyTx): Transaction<T> {
      if (!(tx instanceof Transaction)) throw new TypeError("this is no open transaction");
      return tx;
    },
    async close() {
      await reading.destroy();
      await writing.destroy();
      if (raw.isOpen) raw.close();
    },
  };
}

function migrate(raw: DatabaseSync, steps: readonly string[]): void {
  const row = raw.prepare("PRAGMA user_version").get();
  const version = Number(row?.user_version ?? 0);
  if (version > steps.length) {
    throw new AppError(
      "DATA_NEWER",
      `The data folder was written by a newer Parley (database version ${version}, this one knows ${steps.length}). Install that version, or restore a backup made before the upgrade.`,
    );
  }
  for (let step = version; step < steps.length; step++) {
    raw.exec("BEGIN IMMEDIATE");
    try {
      raw.exec(steps[step] ?? "");
      raw.exec(`PRAGMA user_version = ${step + 1}`);
      raw.exec("COMMIT");
    } catch (thrown) {
      raw.exec("ROLLBACK");
      throw thrown;
    }
  }
}
