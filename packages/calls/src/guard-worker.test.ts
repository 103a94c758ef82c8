import { silentLog } from "@parley/kernel";
import { expect, test, vi } from "vitest";
import { guardWorker } from "./guard-worker.ts";

class FakeWorker extends EventTarget {
  onmessage: ((event: MessageEvent) => unknown) | null = null;
  onmessageerror = null;
  onerror = null;
  postMessage(): void {}
  terminate(): void {}
}

test("what is read goes on, and what cannot be read is a line in the log and no fault of the page", () => {
  const worker = new FakeWorker();
  const warn = vi.fn();
  const guarded = guardWorker(worker, { ...silentLog, warn });
  const tell = (data: string) => worker.dispatchEvent(new MessageEvent("message", { data }));
  tell("before anybody reads");
  const heard: string[] = [];
  guarded.onmessage = ({ data }) => {
    heard.push(String(data));
    if (data === "of somebody who has gone") throw new TypeError("participant not found");
  };
  for (const data of ["one", "of somebody who has gone", "two"]) tell(data);
  expect(heard).toEqual(["one", "of somebody who has gone", "two"]);
  expect(warn).toHaveBeenCalledTimes(1);
});
