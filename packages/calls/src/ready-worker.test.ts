import { expect, it, vi } from "vitest";
import { readyWorker, takeWorker } from "./ready-worker.ts";

class FakeWorker extends EventTarget {
  onmessage = null;
  onmessageerror = null;
  onerror = null;
  postMessage(): void {}
  terminate(): void {}
}

it("hands out the worker that was started before, once, and none that failed to start", () => {
  const make = vi.fn(() => new FakeWorker());
  readyWorker(make);
  readyWorker(make);
  expect(make).toHaveBeenCalledTimes(1);
  const first = takeWorker(make);
  expect(first).toBe(make.mock.results[0]?.value);
  expect(takeWorker(make)).not.toBe(first);
  expect(make).toHaveBeenCalledTimes(2);
  readyWorker(make);
  const broken = make.mock.results[2]?.value;
  broken?.dispatchEvent(new Event("error"));
  expect(takeWorker(make)).not.toBe(broken);
});
