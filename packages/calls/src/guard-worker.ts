import { type Log, messageOf } from "@parley/kernel";

/**
 * LiveKit's own reading of its worker's messages throws where one is about somebody who has gone meanwhile, and nobody
 * catches that: it would end up as a fault of the page. Source: livekit-client 2.x, `E2eeManager.ts`, `onWorkerMessage`.
 */
export function guardWorker(worker: Worker, log: Log): Worker {
  let read: Worker["onmessage"] = null;
  worker.addEventListener("message", (event) => {
    try {
      read?.call(worker, event);
    } catch (thrown) {
      log.warn("a word of the worker of a call was not understood", { reason: messageOf(thrown) });
    }
  });
  return Object.defineProperty(worker, "onmessage", {
    get: () => read,
    set(next: Worker["onmessage"]) {
      read = next;
    },
  });
}
