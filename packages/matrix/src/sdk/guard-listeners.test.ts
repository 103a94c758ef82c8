import { silentLog } from "@parley/kernel";
import { TypedEventEmitter } from "matrix-js-sdk/lib/models/typed-event-emitter.js";
import { expect, it } from "vitest";
import { guardListeners } from "./guard-listeners.ts";

it("lets a listener fail alone, says so, and changes nothing else about telling", () => {
  const failed: unknown[] = [];
  const log = { ...silentLog, error: (_: string, fields: unknown) => void failed.push(fields) };
  guardListeners(log);
  guardListeners(log);
  const emitter = new TypedEventEmitter<"told" | "error", { told: (what: string) => void; error: () => void }>();
  const heard: string[] = [];
  expect(emitter.emit("told", "nobody")).toBe(false);
  emitter.once("told", (what) => void heard.push(`once ${what}`));
  emitter.on("told", () => {
    throw new TypeError("not reckoned with");
  });
  emitter.on("told", function (this: unknown, what) {
    heard.push(`${this === emitter} ${what}`);
  });
  expect(emitter.emit("told", "a")).toBe(true);
  expect(emitter.emit("told", "b")).toBe(true);
  expect(heard).toEqual(["once a", "true a", "true b"]);
  expect(failed).toEqual([
    { event: "told", fault: "TypeError", at: expect.stringContaining("guard-listeners.test.ts") },
    { event: "told", fault: "TypeError", at: expect.stringContaining("guard-listeners.test.ts") },
  ]);
  // Nothing of what somebody wrote.
  expect(JSON.stringify(failed)).not.toContain("reckoned");
  expect(() => emitter.emit("error")).toThrow();
});
