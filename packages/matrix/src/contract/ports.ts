import type { Clock, Log, Random } from "@parley/kernel";

/** What the package needs from the world. The entry file of an app hands it in; nothing here reaches for globals. */
export interface MatrixPorts {
  readonly fetch: FetchPort;
  /** The platform's IndexedDB factory (`globalThis.indexedDB`, or fake-indexeddb in Node). */
  readonly indexedDB: IndexedDbPort;
  /** Web Locks (`navigator.locks`), or null where only one process can hold the store (Node). */
  readonly locks: LocksPort | null;
  /** Messages between tabs of one origin, or null in Node. */
  readonly channel: ((name: string) => ChannelPort) | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly store?: StorePorts;
}

/** What a browser can do for what lies here; Node has none of it. */
export interface StorePorts {
  /** Starts a worker that runs `serveStore`. Without one the sync cache is kept in this thread. */
  readonly worker: () => WorkerPort;
  /**
   * Asks the platform to keep what lies here though it needs the room. Called at a sign-in, never at a mere start: it may
   * ask the person.
   */
  readonly persist: () => Promise<unknown>;
}

/** The part of `Worker` that the store needs. */
export interface WorkerPort {
  postMessage(message: unknown): void;
  addEventListener(type: "message", heard: () => void, options: { once: boolean }): void;
  dispatchEvent(event: Event): boolean;
  terminate(): void;
}

/** `fetch` as both browsers and Node have it. */
export type FetchPort = typeof globalThis.fetch;

/** An IndexedDB factory. Opaque here: the platform's types differ, and only `storage/` opens it. */
export type IndexedDbPort = object;

/** The part of `LockManager` that leadership needs. */
export interface LocksPort {
  request<T>(
    name: string,
    options: { mode?: "exclusive"; ifAvailable?: boolean; steal?: boolean; signal?: AbortSignal },
    held: (lock: unknown) => Promise<T>,
  ): Promise<T>;
}

/** The part of `BroadcastChannel` that leadership needs. */
export interface ChannelPort {
  postMessage(message: unknown): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  close(): void;
}
