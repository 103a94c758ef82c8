import type { Clock } from "@parley/kernel";
import type { WorkerPort } from "../contract/ports.ts";

/** A worker whose script has not come by then is given up. */
const startMs = 10_000;

/**
 * What the SDK's store makes its worker with. The SDK waits for a worker's first answer for as long as it takes, and
 * works without one when it fails: one that says nothing has failed.
 */
export function guardedWorker(start: () => WorkerPort, clock: Clock): () => WorkerPort {
  return () => {
    const worker = start();
    const cancel = clock.after(startMs, () => {
      worker.terminate();
      worker.dispatchEvent(new Event("error"));
    });
    worker.addEventListener("message", cancel, { once: true });
    return worker;
  };
}
