import "fake-indexeddb/auto";
import { createManualClock } from "@parley/testkit";
import { IndexedDBStore, MemoryStore } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import type { WorkerPort } from "../contract/ports.ts";
import { serveStore } from "./store-worker.ts";
import { guardedWorker } from "./store-worker-guard.ts";

/** A worker of this thread: messages are copied, as between threads. */
class NearWorker extends EventTarget implements WorkerPort {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  terminated = false;
  readonly #inside = new EventTarget();

  constructor(works = true) {
    super();
    this.addEventListener("message", (event) => this.onmessage?.(event as MessageEvent));
    this.addEventListener("error", (event) => this.onerror?.(event));
    if (!works) return;
    serveStore({
      postMessage: (message) => this.#tell(this, message),
      addEventListener: (type, heard) => this.#inside.addEventListener(type, (event) => heard(event as MessageEvent)),
    });
  }

  postMessage(message: unknown): void {
    this.#tell(this.#inside, message);
  }

  terminate(): void {
    this.terminated = true;
  }

  #tell(target: EventTarget, message: unknown): void {
    const data = structuredClone(message);
    queueMicrotask(() => target.dispatchEvent(new MessageEvent("message", { data })));
  }
}

const options = (dbName: string, workerFactory: () => WorkerPort) =>
  ({ indexedDB: Reflect.get(globalThis, "indexedDB"), dbName, workerFactory }) as unknown as ConstructorParameters<
    typeof IndexedDBStore
  >[0];

const event = (id: string) => ({
  event_id: id,
  type: "m.room.message",
  sender: "@a:x",
  origin_server_ts: 1,
  content: { body: id },
});
const syncOf = (...ids: string[]) => ({
  next_batch: "s1",
  rooms: { join: { "!r:x": { timeline: { events: ids.map(event), limited: false, prev_batch: "p" }, state: {} } } },
});
const idsIn = (saved: unknown): string[] =>
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's answer, read for this one place
  (saved as any).roomsData.join["!r:x"].timeline.events.map((one: { event_id: string }) => one.event_id);

describe("the store in a worker", () => {
  it("keeps what a sync brought, for the next start", async () => {
    const clock = createManualClock();
    const first = new IndexedDBStore(
      options(
        "kept",
        guardedWorker(() => new NearWorker(), clock),
      ),
    );
    await first.startup();
    await first.setSyncData(syncOf("$1", "$2") as never);
    await first.save(true);
    await first.destroy();

    const second = new IndexedDBStore(
      options(
        "kept",
        guardedWorker(() => new NearWorker(), clock),
      ),
    );
    await second.startup();
    expect(idsIn(await second.getSavedSync())).toEqual(["$1", "$2"]);
    clock.tick(60_000);
    expect(idsIn(await second.getSavedSync())).toEqual(["$1", "$2"]);
  });

  it("is done without when its script does not come", async () => {
    const clock = createManualClock();
    const worker = new NearWorker(false);
    const store = new IndexedDBStore(
      options(
        "silent",
        guardedWorker(() => worker, clock),
      ),
    );
    const started = store.startup();
    await Promise.resolve();
    clock.tick(60_000);
    await started;
    expect(worker.terminated).toBe(true);
    await store.setSyncData(syncOf("$1") as never);
    await store.save(true);
    expect(idsIn(await store.getSavedSync())).toEqual(["$1"]);
    expect(store).toBeInstanceOf(MemoryStore);
  });
});
