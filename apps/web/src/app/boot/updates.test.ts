import { createManualClock } from "@parley/testkit";
import { expect, it, vi } from "vitest";
import { createUpdates, type RegistrationPort, type WorkerPort, type WorkersPort } from "./updates.ts";

const mine = "/assets/index-1.js";
const other = "/assets/index-2.js";

/** A worker that says of which version it is. */
function fakeWorker(entry: string, state = "installed") {
  const said: unknown[] = [];
  const listeners: (() => void)[] = [];
  const worker: WorkerPort & { state: string } = {
    state,
    postMessage(message, transfer) {
      said.push(message);
      const [port] = transfer ?? [];
      if (message === "entry" && port instanceof MessagePort) port.postMessage(entry);
    },
    addEventListener: (_type, run) => void listeners.push(run),
  };
  const become = (next: string) => {
    worker.state = next;
    for (const run of listeners) run();
  };
  return { worker, said, become };
}

function rig(controlledBy: WorkerPort | null) {
  const clock = createManualClock();
  const changed: (() => void)[] = [];
  const found: (() => void)[] = [];
  const facts = { controller: controlledBy, installing: null as WorkerPort | null, waiting: null as WorkerPort | null };
  const registration: RegistrationPort = {
    get waiting() {
      return facts.waiting;
    },
    get installing() {
      return facts.installing;
    },
    update: vi.fn(async () => {}),
    addEventListener: (_type, run) => void found.push(run),
  };
  const workers: WorkersPort = {
    get controller() {
      return facts.controller;
    },
    register: vi.fn(async () => registration),
    addEventListener: (_type, run) => void changed.push(run),
  };
  const reload = vi.fn();
  const settle = vi.fn(async () => {});
  const updates = createUpdates({
    workers,
    leaving: { add: () => () => {}, settle },
    clock,
    entry: mine,
    reload,
    onVisible() {},
  });
  const install = async (fresh: ReturnType<typeof fakeWorker>) => {
    facts.installing = fresh.worker;
    for (const run of found) run();
    facts.installing = null;
    facts.waiting = fresh.worker;
    fresh.become("installed");
  };
  const takeOver = (worker: WorkerPort) => {
    facts.controller = worker;
    facts.waiting = null;
    for (const run of changed) run();
  };
  return { updates, workers, registration, reload, settle, clock, install, takeOver };
}

it("offers a newer version, and opens it only after what is unsaved was written", async () => {
  const { updates, settle, reload, install, takeOver } = rig(fakeWorker(mine).worker);
  updates.start();
  await vi.waitFor(() => expect(updates.state.value).toBe("none"));
  const fresh = fakeWorker(other);
  await install(fresh);
  await vi.waitFor(() => expect(updates.state.value).toBe("waiting"));
  expect(fresh.said).not.toContain("skip-waiting");
  await updates.apply();
  expect(settle).toHaveBeenCalledOnce();
  expect(fresh.said).toContain("skip-waiting");
  expect(reload).not.toHaveBeenCalled();
  takeOver(fresh.worker);
  expect(reload).toHaveBeenCalledOnce();
});

it("says nothing of a version that the page itself runs already", async () => {
  const { updates, install, takeOver, reload } = rig(fakeWorker(other).worker);
  updates.start();
  await vi.waitFor(() => expect(updates.state.value).toBe("none"));
  const fresh = fakeWorker(mine);
  await install(fresh);
  await vi.waitFor(() => expect(fresh.said).toContain("skip-waiting"));
  takeOver(fresh.worker);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(updates.state.value).toBe("none");
  expect(reload).not.toHaveBeenCalled();
});

it("tells a tab whose version was replaced from another one, and does not pull it away", async () => {
  const { updates, takeOver, reload } = rig(fakeWorker(mine).worker);
  updates.start();
  takeOver(fakeWorker(other).worker);
  await vi.waitFor(() => expect(updates.state.value).toBe("replaced"));
  expect(reload).not.toHaveBeenCalled();
  await updates.apply();
  expect(reload).toHaveBeenCalledOnce();
});

it("is silent about the first version that is kept at all", async () => {
  const { updates, install } = rig(null);
  updates.start();
  await vi.waitFor(() => expect(updates.state.value).toBe("none"));
  const first = fakeWorker(mine);
  await install(first);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(updates.state.value).toBe("none");
  expect(first.said).toEqual([]);
});

it("looks for newer versions each hour, registers once, and does without where there are no workers", async () => {
  const { updates, workers, registration, clock } = rig(null);
  updates.start();
  updates.start();
  expect(workers.register).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(workers.register).toHaveResolved());
  clock.tick(60 * 60_000);
  expect(registration.update).toHaveBeenCalledOnce();
  const reload = vi.fn();
  const without = createUpdates({
    workers: null,
    leaving: { add: () => () => {}, settle: async () => {} },
    clock,
    entry: mine,
    reload,
    onVisible() {},
  });
  without.start();
  await without.apply();
  expect(reload).toHaveBeenCalledOnce();
});
