import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { afterPaint } from "./after-paint.ts";

let frames: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (run: () => void) => frames.push(run));
  vi.stubGlobal("cancelAnimationFrame", (id: number) => {
    frames[id - 1] = () => {};
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const paint = () => {
  for (const run of frames.splice(0)) run();
};

it("waits for the frame, and for what is painted with it", () => {
  const run = vi.fn();
  afterPaint(run);
  vi.advanceTimersByTime(20);
  paint();
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(1);
});

it("does not wait for ever where nothing is painted", () => {
  const run = vi.fn();
  afterPaint(run);
  vi.advanceTimersByTime(250);
  paint();
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(1);
});

it("can be called off, before the frame and after it", () => {
  const run = vi.fn();
  afterPaint(run)();
  paint();
  const off = afterPaint(run);
  paint();
  off();
  vi.advanceTimersByTime(1_000);
  expect(run).not.toHaveBeenCalled();
});
