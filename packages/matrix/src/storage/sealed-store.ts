import { AppError, type Random } from "@parley/kernel";
import { matrixError } from "../errors.ts";
import { type Database, resultOf, settled } from "./indexed-db.ts";
import { type Sealed, type SealingKey, seal, unseal } from "./seal.ts";

/** What JSON can carry; `undefined` members are dropped. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Values of one account, kept in IndexedDB, each sealed by AES-256-GCM under a key that script cannot export and bound
 * to its own name: a value that was changed or moved to another name is not opened.
 * Each write is one transaction that is on its way to the disk when the promise resolves.
 * Methods reject with MATRIX_STORE_LOST (changed from outside, deleted, database closed) or MATRIX_STORE_FULL.
 */
export interface SealedStore {
  /** The value, or null when there is none. */
  get<T extends Json>(key: string): Promise<T | null>;
  /** `relaxed`: may be lost when the machine loses its power; for what is written often and can be done without. */
  put(key: string, value: Json, durability?: "strict" | "relaxed"): Promise<void>;
  delete(key: string): Promise<void>;
  /** All names that begin with `prefix`, in order. */
  keys(prefix: string): Promise<readonly string[]>;
}

/** What the names of the send queue's entries begin with in an account's sealed values. */
export const outboxPrefix = "outbox/";
/** The same of files that wait beside a draft; `roomId` stands in their values. */
export const keptFilePrefix = "kept-file/";

interface ValueRow extends Sealed {
  readonly account: string;
  readonly name: string;
}

const label = (id: string, name: string): string => `${id}/${name}`;

/** A value as its row in the vault's store `values`, sealed under the account's key. */
export async function sealedRow(
  owner: { readonly id: string; readonly key: SealingKey },
  name: string,
  value: Json,
  random: Random,
): Promise<ValueRow> {
  const made = await seal(owner.key, label(owner.id, name), JSON.stringify(value), random);
  return { account: owner.id, name, ...made };
}

/** The value of that name, or null when there is none. Rejects with MATRIX_STORE_LOST when it cannot be opened. */
export async function openRow(
  database: Database,
  owner: { readonly id: string; readonly key: () => Promise<SealingKey> },
  name: string,
): Promise<Json | null> {
  const store = database.transaction("values", "readonly").objectStore("values");
  const found = await resultOf(store.get([owner.id, name]));
  if (found === undefined) return null;
  return JSON.parse(await unseal(await owner.key(), label(owner.id, name), found as ValueRow)) as Json;
}

/** Only what is surely gone: a store that cannot be read at this moment still holds what nobody may erase. */
export function nullIfLost(fault: unknown): null {
  if (fault instanceof AppError && fault.code === "MATRIX_STORE_LOST") return null;
  throw fault;
}

/** Whether a row of the store `accounts` is there and not one that was retired: such keeps what it has, and no more. */
export function takesValues(owner: unknown): boolean {
  if (typeof owner !== "object" || owner === null) return false;
  return !("retired" in owner && owner.retired === true);
}

/** The sealed values of the account whose rows carry `id`, in the vault's stores `accounts` and `values`. */
export function createSealedStore(options: {
  readonly id: string;
  readonly database: () => Promise<Database>;
  readonly key: () => Promise<SealingKey>;
  readonly random: Random;
}): SealedStore {
  const { id, database, random } = options;
  let reading: Promise<SealingKey> | null = null;
  const sealingKey = (): Promise<SealingKey> => {
    reading ??= options.key().catch((fault) => {
      reading = null;
      throw fault;
    });
    return reading;
  };
  return {
    async get<T extends Json>(name: string): Promise<T | null> {
      return (await openRow(await database(), { id, key: sealingKey }, name)) as T | null;
    },
    async put(name, value, durability = "strict") {
      const row = await sealedRow({ id, key: await sealingKey() }, name, value, random);
      const transaction = (await database()).transaction(["accounts", "values"], "readwrite", { durability });
      const done = settled(transaction);
      // The key is read once, so a removed account must not come back to life by what is still writing.
      const owner = await resultOf(transaction.objectStore("accounts").get(id));
      if (!takesValues(owner)) throw matrixError("MATRIX_STORE_LOST", "the account was removed from this device");
      transaction.objectStore("values").put(row);
      await done;
    },
    async delete(name) {
      const transaction = (await database()).transaction("values", "readwrite", { durability: "strict" });
      const done = settled(transaction);
      transaction.objectStore("values").delete([id, name]);
      await done;
    },
    async keys(prefix) {
      const index = (await database()).transaction("values", "readonly").objectStore("values").index("account");
      const names = (await resultOf(index.getAllKeys(id))).map((key) => (key as [string, string])[1]);
      return names.filter((name) => name.startsWith(prefix));
    },
  };
}
