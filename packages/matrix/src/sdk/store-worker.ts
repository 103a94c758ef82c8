import { IndexedDBStoreWorker } from "matrix-js-sdk/lib/indexeddb-worker.js";
import { logger } from "matrix-js-sdk/lib/logger.js";

/** The part of a worker's global that serving needs. */
export interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: "message", heard: (event: MessageEvent) => void): void;
}

/** The SDK's store behind the messages of a page: what runs in the worker that `StorePorts.worker` starts. */
export function serveStore(scope: WorkerScope): void {
  // Each time that something is written it would say so in the console.
  logger.debug = () => {};
  logger.log = () => {};
  const store = new IndexedDBStoreWorker((message: unknown) => scope.postMessage(message));
  scope.addEventListener("message", (event) => store.onMessage(event));
}
