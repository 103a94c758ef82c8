// @vitest-environment jsdom
import { expect, it, vi } from "vitest";
import { flushOnLeave } from "./world.ts";

it("writes drafts down at every sign that the page may go, until it is told to stop", () => {
  const flush = vi.fn();
  const stop = flushOnLeave({ flush });
  for (const name of ["beforeunload", "pagehide", "blur"]) window.dispatchEvent(new Event(name));
  for (const name of ["visibilitychange", "freeze"]) document.dispatchEvent(new Event(name));
  expect(flush).toHaveBeenCalledTimes(5);
  stop();
  window.dispatchEvent(new Event("pagehide"));
  expect(flush).toHaveBeenCalledTimes(5);
});
