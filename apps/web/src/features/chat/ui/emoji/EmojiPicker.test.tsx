// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PreferencesProvider } from "../../../../shared/PreferencesProvider.tsx";
import { createPreferences } from "../../../../shared/preferences.ts";
import { EmojiPicker } from "./EmojiPicker.tsx";

afterEach(cleanup);
// The grid is windowed by its height, which jsdom does not measure.
beforeEach(() => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(256);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(324);
});

async function draw() {
  const preferences = createPreferences({ getItem: () => null, setItem() {} }, null, ["en"]);
  const onPick = vi.fn();
  render(
    <PreferencesProvider value={preferences}>
      <EmojiPicker onPick={onPick} />
    </PreferencesProvider>,
  );
  const field = await screen.findByRole("combobox", undefined, { timeout: 5_000 });
  const active = () => document.getElementById(field.getAttribute("aria-activedescendant") ?? "");
  return { preferences, onPick, field, active };
}

it("finds by name, is walked by keys, and picks with Enter", async () => {
  const { field, onPick, preferences, active } = await draw();
  fireEvent.change(field, { target: { value: "tada" } });
  await waitFor(() => expect(active()?.getAttribute("aria-label")).toBe("party popper"));
  fireEvent.keyDown(field, { key: "Enter" });
  expect(onPick).toHaveBeenCalledWith("🎉");
  expect(preferences.values.value.recentEmoji).toEqual(["🎉"]);
  fireEvent.change(field, { target: { value: "" } });
  fireEvent.keyDown(field, { key: "ArrowDown" });
  fireEvent.keyDown(field, { key: "ArrowRight" });
  await waitFor(() => expect(active()?.getAttribute("aria-label")).toBe("grinning face with big eyes"));
});

it("picks in the skin tone that was chosen", async () => {
  const { field, onPick, preferences, active } = await draw();
  fireEvent.click(screen.getByRole("button", { name: /Skin tone/u }));
  fireEvent.click(screen.getByRole("button", { name: "Medium skin tone" }));
  expect(preferences.values.value.skinTone).toBe(3);
  fireEvent.change(field, { target: { value: "wave" } });
  await waitFor(() => expect(active()?.getAttribute("aria-label")).toBe("waving hand"));
  fireEvent.click(active() ?? field);
  expect(onPick).toHaveBeenCalledWith("👋🏽");
  expect(preferences.values.value.recentEmoji).toEqual(["👋"]);
});

it("says that nothing was found", async () => {
  const { field } = await draw();
  fireEvent.change(field, { target: { value: "qqqq" } });
  expect(screen.getByText("No emoji is called qqqq.")).toBeTruthy();
});
