// @vitest-environment jsdom
import { describe, expect, it, vi } from "vitest";
import { createShortcuts, printedKeys } from "./shortcuts.ts";

const press = (key: string, init: KeyboardEventInit = {}) =>
  new KeyboardEvent("keydown", { key, cancelable: true, ...init });

describe("shortcuts", () => {
  it("answer their keys, and the one bound last comes first", () => {
    const shortcuts = createShortcuts(false);
    const page = vi.fn();
    const dialog = vi.fn();
    shortcuts.add({ keys: "mod+k", label: "Switch" }, page);
    const unbind = shortcuts.add({ keys: "mod+k", label: "Switch" }, dialog);
    expect(shortcuts.handle(press("k", { ctrlKey: true }))).toBe(true);
    unbind();
    shortcuts.handle(press("k", { ctrlKey: true }));
    expect([dialog.mock.calls.length, page.mock.calls.length]).toEqual([1, 1]);
  });
  it("use Cmd on a Mac", () => {
    const shortcuts = createShortcuts(true);
    shortcuts.add({ keys: "mod+/", label: "All" }, () => {});
    expect(shortcuts.handle(press("/", { ctrlKey: true }))).toBe(false);
    expect(shortcuts.handle(press("/", { metaKey: true }))).toBe(true);
    expect(printedKeys("alt+shift+ArrowUp", true)).toBe("⌥ ⇧ ↑");
    expect(printedKeys("mod+k", false)).toBe("Ctrl K");
    expect(printedKeys("+", false)).toBe("+");
  });
  it("list a part's own keys while it stands, and answer none of them", () => {
    const shortcuts = createShortcuts(false);
    const stop = shortcuts.list({ title: "In the field", keys: [{ keys: "Enter", label: "Send" }] });
    expect(shortcuts.listed.value.map(({ title }) => title)).toEqual(["In the field"]);
    expect(shortcuts.handle(press("Enter"))).toBe(false);
    stop();
    expect(shortcuts.listed.value).toEqual([]);
  });
  it("take / also where it is typed with Shift", () => {
    const shortcuts = createShortcuts(false);
    shortcuts.add({ keys: "mod+/", label: "All" }, () => {});
    expect(shortcuts.handle(press("/", { ctrlKey: true, shiftKey: true }))).toBe(true);
  });
  it("tell Alt+↓ from Alt+Shift+↓", () => {
    const shortcuts = createShortcuts(false);
    const next = vi.fn();
    shortcuts.add({ keys: "alt+ArrowDown", label: "Next" }, next);
    shortcuts.handle(press("ArrowDown", { altKey: true, shiftKey: true }));
    expect(next).not.toHaveBeenCalled();
  });
  it("leave a key alone that they do not apply to now", () => {
    const shortcuts = createShortcuts(false);
    let free = false;
    const run = vi.fn();
    shortcuts.add({ keys: "Escape", label: "Back", applies: () => free }, run);
    const event = press("Escape");
    expect(shortcuts.handle(event)).toBe(false);
    expect(event.defaultPrevented).toBe(false);
    free = true;
    expect(shortcuts.handle(press("Escape"))).toBe(true);
    expect(run).toHaveBeenCalledOnce();
  });
  it("keep out of an input method's way", () => {
    const shortcuts = createShortcuts(false);
    shortcuts.add({ keys: "F6", label: "Next part" }, () => {});
    expect(shortcuts.handle(press("F6", { isComposing: true }))).toBe(false);
  });
});
