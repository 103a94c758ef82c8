// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { IconButton } from "./IconButton.tsx";
import { LateFailed } from "./late.ts";
import { loadLayers, menuLayer } from "./layers.ts";
import { Menu, MenuItem } from "./Menu.tsx";

afterEach(cleanup);

function draw() {
  const chosen = vi.fn();
  render(
    <Menu trigger={<IconButton label="More" icon={null} />}>
      <MenuItem onSelect={() => chosen("first")}>First</MenuItem>
      <MenuItem onSelect={() => chosen("second")}>Second</MenuItem>
    </Menu>,
  );
  return { chosen, trigger: () => screen.getByRole("button", { name: "More", hidden: true }) };
}

const isOpen = () => screen.queryByRole("menu") !== null;

it("leads to its first entry though its code comes after the key", async () => {
  const { trigger } = draw();
  trigger().focus();
  fireEvent.click(trigger(), { detail: 0 });
  expect(isOpen()).toBe(false);
  await loadLayers();
  await waitFor(() => expect(document.activeElement?.textContent).toBe("First"));
});

/** Fetched anew, as long as one likes. */
function fetching() {
  const now = vi.spyOn(menuLayer, "now", "get").mockReturnValue(null);
  let arrive = () => {};
  const load = vi.spyOn(menuLayer, "load").mockReturnValue(
    new Promise((resolve) => {
      arrive = () => {
        now.mockRestore();
        load.mockRestore();
        menuLayer.load().then(resolve);
      };
    }),
  );
  return { arrive: () => arrive() };
}

it("takes the focus from nobody who has gone on before its code came", async () => {
  const { arrive } = fetching();
  const { trigger } = draw();
  const field = document.body.appendChild(document.createElement("textarea"));
  trigger().focus();
  fireEvent.click(trigger(), { detail: 0 });
  field.focus();
  arrive();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(document.activeElement).toBe(field);
  expect(isOpen()).toBe(false);
  field.remove();
});

it("does not open for the mouse either once someone has turned to something else, and does at the next press", async () => {
  const { arrive } = fetching();
  const { trigger } = draw();
  fireEvent.click(trigger(), { detail: 1 });
  fireEvent.pointerDown(document.body);
  arrive();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isOpen()).toBe(false);
  fireEvent.click(trigger(), { detail: 1 });
  await waitFor(() => expect(isOpen()).toBe(true));
});

it.each([1, 0])("stays as it is when its code cannot be had (press %i), and asks anew at the next", async (detail) => {
  const now = vi.spyOn(menuLayer, "now", "get").mockReturnValue(null);
  const load = vi.spyOn(menuLayer, "load").mockRejectedValue(new Error("Importing a module script failed."));
  const said = vi.fn();
  render(
    <LateFailed value={said}>
      <Menu trigger={<IconButton label="More" icon={null} />}>
        <MenuItem onSelect={() => {}}>First</MenuItem>
      </Menu>
    </LateFailed>,
  );
  const trigger = screen.getByRole("button", { name: "More" });
  fireEvent.click(trigger, { detail });
  await waitFor(() => expect(said).toHaveBeenCalledTimes(1));
  expect(trigger.isConnected).toBe(true);
  now.mockRestore();
  load.mockRestore();
  fireEvent.click(trigger, { detail });
  await waitFor(() => expect(isOpen()).toBe(true));
});

it("opens once for two presses before its code came", async () => {
  const { arrive } = fetching();
  const { trigger } = draw();
  trigger().focus();
  fireEvent.click(trigger(), { detail: 0 });
  fireEvent.click(trigger(), { detail: 0 });
  arrive();
  await waitFor(() => expect(document.activeElement?.textContent).toBe("First"));
  expect(isOpen()).toBe(true);
});

it.each([
  ["Enter", (button: HTMLElement) => fireEvent.click(button, { detail: 0 })],
  ["the arrow down", (button: HTMLElement) => fireEvent.keyDown(button, { key: "ArrowDown" })],
])(
  "begins at its first entry when %s opens it, the first time and again, and gives the focus back",
  async (_, press) => {
    const { chosen, trigger } = draw();
    for (const _time of ["first", "second"]) {
      trigger().focus();
      press(trigger());
      await waitFor(() => expect(document.activeElement?.textContent).toBe("First"));
      fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
      await waitFor(() => expect(isOpen()).toBe(false));
      expect(document.activeElement).toBe(trigger());
      expect(trigger().getAttribute("aria-expanded")).toBe("false");
    }
    expect(chosen).not.toHaveBeenCalled();
  },
);

it("opens at a press of the mouse, chooses one entry, and gives the focus back", async () => {
  const { chosen, trigger } = draw();
  expect(trigger().getAttribute("aria-haspopup")).toBe("menu");
  fireEvent.click(trigger(), { detail: 1 });
  fireEvent.click(await screen.findByRole("menuitem", { name: "Second" }));
  expect(chosen.mock.calls).toEqual([["second"]]);
  await waitFor(() => expect(isOpen()).toBe(false));
  expect(document.activeElement).toBe(trigger());
});

it("keeps the focus that the press of the mouse gave its button though that is drawn anew with the menu", async () => {
  const { trigger } = draw();
  const pressed = trigger();
  pressed.focus();
  fireEvent.click(pressed, { detail: 1 });
  // Where the menu takes it from, and what opens from the menu gives it back to.
  expect(document.activeElement).toBe(trigger());
  await screen.findByRole("menu");
  expect(pressed.isConnected).toBe(false);
});
