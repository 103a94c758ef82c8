type Make = () => Worker;

/** At most one, however many calls one passes over. */
const ready = new WeakMap<Make, Worker>();

/** Starts a worker before it is needed: the next call takes it. */
export function readyWorker(make: Make): void {
  if (ready.has(make)) return;
  const worker = make();
  ready.set(make, worker);
  // Its file could not be had: the call tries for itself.
  worker.addEventListener("error", () => ready.get(make) === worker && ready.delete(make));
}

/** The one that is ready, or a new one. */
export function takeWorker(make: Make): Worker {
  const worker = ready.get(make) ?? make();
  ready.delete(make);
  return worker;
}
