import { type Clock, type ReadonlySignal, signal } from "@parley/kernel";
import type { Leaving } from "../../shared/leaving.ts";

/** `waiting`: a newer version is on this device; `replaced`: it has taken over already, from another tab. */
export type UpdateState = "none" | "waiting" | "replaced";

export interface Updates {
  readonly state: ReadonlySignal<UpdateState>;
  /** Keeps the app's files on this device from now on, and looks for newer ones. Once is enough. */
  start(): void;
  /** Writes down what is unsaved, then opens the newest version. */
  apply(): Promise<void>;
}

/** The part of `navigator.serviceWorker` that updates need. */
export interface WorkersPort {
  readonly controller: WorkerPort | null;
  register(url: string, options: { scope: string; updateViaCache: "none" }): Promise<RegistrationPort>;
  addEventListener(type: "controllerchange", run: () => void): void;
}

export interface RegistrationPort {
  readonly waiting: WorkerPort | null;
  readonly installing: WorkerPort | null;
  update(): Promise<unknown>;
  addEventListener(type: "updatefound", run: () => void): void;
}

export interface WorkerPort {
  readonly state: string;
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: "statechange", run: () => void): void;
}

export interface UpdatePorts {
  /** Null where there are none: an old browser, or a page without TLS. */
  readonly workers: WorkersPort | null;
  readonly leaving: Leaving;
  readonly clock: Clock;
  /** The main script that this page runs. */
  readonly entry: string;
  readonly reload: () => void;
  readonly onVisible: (run: () => void) => void;
}

/** A page that stays open for days still hears of a new version. Milliseconds. */
const lookEveryMs = 60 * 60_000;
const lookAtMostEveryMs = 10 * 60_000;
/** A worker that does not take over in this time does not hold the reload back. */
const takeOverMs = 5_000;
const askMs = 2_000;

/** Watches the service worker for versions other than the one that this page runs. */
export function createUpdates(ports: UpdatePorts): Updates {
  const { workers, clock, entry } = ports;
  const state = signal<UpdateState>("none");
  let registration: RegistrationPort | null = null;
  let applying = false;
  let lookedAt = 0;

  const isMine = async (worker: WorkerPort): Promise<boolean> => (await entryOf(worker, clock)) === entry;

  const waits = async (worker: WorkerPort): Promise<void> => {
    // Loaded from the network, this page is of the new version already: nobody has to do anything.
    if (await isMine(worker)) worker.postMessage("skip-waiting");
    else state.value = "waiting";
  };
  const watch = (worker: WorkerPort | null): void => {
    worker?.addEventListener("statechange", () => {
      // Without a controller it is the first one, which takes over by itself.
      if (worker.state === "installed" && workers?.controller) void waits(worker);
    });
  };
  const replaced = async (): Promise<void> => {
    const controller = workers?.controller;
    if (applying || !controller) return;
    state.value = (await isMine(controller)) ? "none" : "replaced";
  };
  const look = (): void => {
    if (registration === null || clock.now() - lookedAt < lookAtMostEveryMs) return;
    lookedAt = clock.now();
    // Without a network there is nothing new.
    registration.update().catch(() => {});
  };
  const lookLater = (): void => {
    clock.after(lookEveryMs, () => {
      look();
      lookLater();
    });
  };

  return {
    state,
    start() {
      if (workers === null || lookedAt !== 0) return;
      lookedAt = clock.now();
      workers.addEventListener("controllerchange", () => void replaced());
      ports.onVisible(look);
      lookLater();
      workers
        .register("/sw.js", { scope: "/", updateViaCache: "none" })
        .then((made) => {
          registration = made;
          made.addEventListener("updatefound", () => watch(made.installing));
          watch(made.installing);
          if (made.waiting !== null && workers.controller) void waits(made.waiting);
        })
        // Private windows and policies refuse it: the app works without.
        .catch(() => {});
    },
    async apply() {
      if (applying) return;
      applying = true;
      await ports.leaving.settle();
      const waiting = registration?.waiting ?? null;
      if (waiting === null || workers === null) {
        ports.reload();
        return;
      }
      workers.addEventListener("controllerchange", ports.reload);
      clock.after(takeOverMs, ports.reload);
      waiting.postMessage("skip-waiting");
    },
  };
}

/** Which version a worker serves; null when it does not say. */
async function entryOf(worker: WorkerPort, clock: Clock): Promise<string | null> {
  const { port1, port2 } = new MessageChannel();
  return await new Promise((resolve) => {
    const end = (value: string | null): void => {
      port1.close();
      resolve(value);
    };
    clock.after(askMs, () => end(null));
    port1.onmessage = ({ data }) => end(typeof data === "string" ? data : null);
    worker.postMessage("entry", [port2]);
  });
}
