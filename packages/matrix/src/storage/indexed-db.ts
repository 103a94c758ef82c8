import type { IndexedDbPort } from "../contract/ports.ts";
import { toMatrixError } from "../errors.ts";

/** The part of IndexedDB 3.0 that this package uses; written down here because Node's types know none of it. */
export interface Factory {
  open(name: string, version: number): OpenRequest;
  deleteDatabase(name: string): DeleteRequest;
}

interface Request<T> {
  readonly result: T;
  readonly error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}

interface OpenRequest extends Request<Database> {
  onupgradeneeded: ((event: { oldVersion: number }) => void) | null;
}

interface DeleteRequest extends Request<unknown> {
  onblocked: (() => void) | null;
}

export interface Database {
  createObjectStore(name: string, options: { keyPath: string | string[] }): ObjectStore;
  transaction(
    stores: string | string[],
    mode: "readonly" | "readwrite",
    options?: { durability: "strict" | "relaxed" },
  ): Transaction;
  close(): void;
  onversionchange: (() => void) | null;
  onclose: (() => void) | null;
}

interface Transaction {
  objectStore(name: string): ObjectStore;
  readonly error: unknown;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
  onerror: (() => void) | null;
}

export interface ObjectStore {
  createIndex(name: string, keyPath: string): unknown;
  index(name: string): { getAllKeys(key: string): Request<unknown[]> };
  get(key: unknown): Request<unknown>;
  getAll(): Request<unknown[]>;
  put(value: unknown): Request<unknown>;
  delete(key: unknown): Request<unknown>;
}

/** The factory behind the port. The only place that looks into it. */
export function factoryOf(port: IndexedDbPort): Factory {
  return port as Factory;
}

/** The result of one request, or an `AppError`. */
export function resultOf<T>(request: Request<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(toMatrixError(request.error));
  });
}

/** Resolves when everything in the transaction is stored, rejects with an `AppError` when nothing is. */
export function settled(transaction: Transaction): Promise<void> {
  const outcome = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(toMatrixError(transaction.error));
    transaction.onerror = () => reject(toMatrixError(transaction.error));
  });
  // A caller that fails between its requests never awaits this; the fault is the same one that it already has.
  outcome.catch(() => {});
  return outcome;
}

/** Opens a database, running `upgrade` with the version found (0: new). */
export function openDatabase(
  factory: Factory,
  name: string,
  version: number,
  upgrade: (database: Database, from: number) => void,
): Promise<Database> {
  const request = factory.open(name, version);
  request.onupgradeneeded = (event) => upgrade(request.result, event.oldVersion);
  return resultOf(request);
}

/** Deletes a database. Resolves also when another connection still holds it open: it is gone when that one closes. */
export function deleteDatabase(factory: Factory, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = factory.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onblocked = () => resolve();
    request.onerror = () => reject(toMatrixError(request.error));
  });
}
