// @vitest-environment jsdom
import { createManualClock } from "@parley/testkit";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { holdKeys, takeHeldKeys } from "./held-keys.ts";

let clock: ReturnType<typeof createManualClock>;
const escaped = vi.fn();
const heard = vi.fn();

beforeEach(() => {
  clock = createManualClock();
  escaped.mockClear();
  heard.mockClear();
  document.body.addEventListener("keydown", heard);
});
afterEach(() => {
  takeHeldKeys();
  document.body.removeEventListener("keydown", heard);
});

/** Answers whether the key reached the field that has the focus. */
function press(key: string, more: KeyboardEventInit = {}): boolean {
  const before = heard.mock.calls.length;
  const left = document.body.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }),
  );
  return left && heard.mock.calls.length > before;
}

it("keeps what is typed from the field that has the focus, until it is taken", () => {
  expect(press("a")).toBe(true);
  holdKeys(clock, escaped);
  const reached = ["k", "i", "x", "Backspace", "ñ", "Enter", "z"].map((key) => press(key));
  expect(reached).toEqual([false, false, false, false, false, false, false]);
  expect(takeHeldKeys()).toEqual({ text: "kiñ", entered: true });
  expect(press("b")).toBe(true);
  expect(takeHeldKeys()).toEqual({ text: "", entered: false });
  expect(clock.waiting).toBe(0);
});

it("takes letters of AltGr, and no commands", () => {
  holdKeys(clock, escaped);
  press("@", { ctrlKey: true, altKey: true });
  press("v", { ctrlKey: true });
  press("Shift");
  expect(takeHeldKeys().text).toBe("@");
});

it("leaves commands of the browser and ways elsewhere alone", () => {
  holdKeys(clock, escaped);
  expect(press("F5")).toBe(true);
  expect(press("Tab")).toBe(true);
  expect(press("r", { ctrlKey: true })).toBe(true);
  expect(press("c", { metaKey: true })).toBe(true);
  expect(takeHeldKeys()).toEqual({ text: "", entered: false });
});

it("ends with Escape, and by itself when nobody takes them", () => {
  holdKeys(clock, escaped);
  press("k");
  press("Escape");
  expect(escaped).toHaveBeenCalledOnce();
  expect(press("b")).toBe(true);
  holdKeys(clock, escaped);
  expect(press("c")).toBe(false);
  clock.tick(10_000);
  expect(press("d")).toBe(true);
});
