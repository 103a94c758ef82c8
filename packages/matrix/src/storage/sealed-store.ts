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
  put(key: string, value: Json): Promise<void>;
  delete(key: string): Promise<void>;
  /** All names that begin with `prefix`, in order. */
  keys(prefix: string): Promise<readonly string[]>;
}
