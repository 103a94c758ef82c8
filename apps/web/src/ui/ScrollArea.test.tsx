// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ScrollArea } from "./ScrollArea.tsx";

/** How far what is in the area lets it be scrolled; jsdom lays nothing out. */
let room = 1000;
let grew: () => void = () => {};

beforeEach(() => {
  const tops = new WeakMap<Element, number>();
  vi.spyOn(Element.prototype, "scrollTop", "get").mockImplementation(function get(this: Element) {
    return tops.get(this) ?? 0;
  });
  vi.spyOn(Element.prototype, "scrollTop", "set").mockImplementation(function set(this: Element, to: number) {
    tops.set(this, Math.min(to, room));
  });
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(run: () => void) {
        grew = run;
      }
      observe() {}
      disconnect() {
        grew = () => {};
      }
    },
  );
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const draw = (memory: string) =>
  render(
    <ScrollArea memory={memory} role="region" aria-label="area">
      <p>words</p>
    </ScrollArea>,
  );
const area = () => screen.getByRole("region");
function leaveAt(memory: string, top: number): void {
  room = 1000;
  const view = draw(memory);
  area().scrollTop = top;
  fireEvent.scroll(area());
  view.unmount();
}

it("comes back scrolled as it was left, also when what fills it comes later", () => {
  leaveAt("late", 400);
  room = 0;
  const view = draw("late");
  fireEvent.scroll(area());
  expect(area().scrollTop).toBe(0);
  room = 250;
  act(() => grew());
  room = 1000;
  act(() => grew());
  expect(area().scrollTop).toBe(400);
  view.unmount();
  draw("late");
  expect(area().scrollTop).toBe(400);
});

it("leaves it to the person who scrolls meanwhile, and keeps its place where it never got so far", () => {
  leaveAt("hand", 400);
  room = 0;
  const gone = draw("hand");
  gone.unmount();
  room = 0;
  draw("hand");
  fireEvent.wheel(area());
  room = 1000;
  act(() => grew());
  expect(area().scrollTop).toBe(0);
});
