// @vitest-environment jsdom
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { cleanup, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { NavigationContext, type Place } from "../../shared/navigation.ts";
import { createShortcuts, printedKeys, ShortcutsContext } from "../../shared/shortcuts.ts";
import { renderInWorld } from "../../shared/testing/fake-world.tsx";
import { ShortcutsDialog } from "./ShortcutsDialog.tsx";
import { useFrameShortcuts } from "./use-frame-shortcuts.ts";

beforeEach(() => {
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const place: Place = { at: "space", spaceId: "!s", roomId: "!b" };

function Keys({ onShow }: { readonly onShow: () => void }) {
  useFrameShortcuts(place, onShow);
  return (
    <>
      <nav data-region="list" tabIndex={-1} data-testid="list" />
      <main data-region="content" tabIndex={-1} data-testid="content" />
    </>
  );
}

function draw() {
  const shortcuts = createShortcuts(false);
  const went: (Place | "switcher")[] = [];
  const onShow = vi.fn();
  const session = buildSession({
    spaces: [buildSpace({ id: "!s", name: "Atelier" })],
    rooms: ["!a", "!b", "!c", "!d"].map((id) =>
      buildRoom({ id, spaceId: "!s", name: id, unread: id !== "!c", unreadCount: id === "!c" ? 0 : 1 }),
    ),
  });
  const navigation = {
    go: (to: Place) => void went.push(to),
    fromHere: () => () => {},
    back() {},
    isAt: () => false,
    invitePeople() {},
    openSwitcher: () => void went.push("switcher"),
  };
  const view = renderInWorld(
    <ShortcutsContext value={shortcuts}>
      <NavigationContext value={navigation}>
        <Keys onShow={onShow} />
      </NavigationContext>
    </ShortcutsContext>,
    { session },
  );
  const press = (keys: string) => {
    const parts = keys.split("+");
    const key = parts.pop() ?? "";
    const event = new KeyboardEvent("keydown", {
      key,
      ctrlKey: parts.includes("mod"),
      altKey: parts.includes("alt"),
      shiftKey: parts.includes("shift"),
      cancelable: true,
    });
    return shortcuts.handle(event);
  };
  const inRoom = (roomId: string): Place => ({ at: "space", spaceId: "!s", roomId });
  const read = () => session.rooms.room("!b").summary.value.unread;
  return { ...view, shortcuts, session, went, onShow, press, inRoom, read };
}

type Drawn = ReturnType<typeof draw>;
const goes = (to: (drawn: Drawn) => Place | "switcher") => (drawn: Drawn) => expect(drawn.went).toEqual([to(drawn)]);
const focus = (id: string) => () => expect(document.activeElement).toBe(screen.getByTestId(id));

/** What each key that holds everywhere does. One that is bound and not named here fails the test, and so does the reverse. */
const deeds: Readonly<Record<string, (drawn: Drawn) => unknown>> = {
  "mod+k": goes(() => "switcher"),
  "mod+/": ({ onShow }) => expect(onShow).toHaveBeenCalledOnce(),
  "F6": focus("list"),
  "shift+F6": focus("content"),
  "alt+ArrowDown": goes(({ inRoom }) => inRoom("!c")),
  "alt+ArrowUp": goes(({ inRoom }) => inRoom("!a")),
  "alt+shift+ArrowDown": goes(({ inRoom }) => inRoom("!d")),
  "alt+shift+ArrowUp": goes(({ inRoom }) => inRoom("!a")),
  "mod+,": goes(() => ({ at: "settings" })),
  "Escape": ({ read }) => waitFor(() => expect(read()).toBe(false)),
};

it("names every key that is bound", () => {
  const { shortcuts } = draw();
  expect(shortcuts.all.value.map(({ keys }) => keys).sort()).toEqual(Object.keys(deeds).sort());
});

it.each(Object.keys(deeds))("does what the list says of %s", async (keys) => {
  const drawn = draw();
  expect(drawn.press(keys)).toBe(true);
  await deeds[keys]?.(drawn);
});

it("lists them all, each with its keys and its words", () => {
  const { shortcuts, session, unmount } = draw();
  const all = shortcuts.all.value.map(({ keys, label }) => [printedKeys(keys, false).replaceAll(" ", ""), label]);
  renderInWorld(
    <ShortcutsContext value={shortcuts}>
      <ShortcutsDialog onClose={() => {}} isMac={false} />
    </ShortcutsContext>,
    { session },
  );
  const everywhere = screen.getByRole("dialog").querySelector("dl");
  const rows = [...(everywhere?.children ?? [])].map((row) => [
    row.querySelector("dd")?.textContent?.replaceAll(" ", ""),
    row.querySelector("dt")?.textContent,
  ]);
  expect(rows).toEqual(all);
  for (const [keys, label] of rows) expect([keys, label].every((words) => words !== "")).toBe(true);
  unmount();
});

it("goes on while a toast is shown, and nowhere behind a dialog", () => {
  const { press, went, inRoom } = draw();
  const shown = document.createElement("div");
  shown.setAttribute("role", "dialog");
  document.body.append(shown);
  expect(press("mod+k")).toBe(false);
  expect(press("alt+ArrowDown")).toBe(false);
  shown.setAttribute("aria-modal", "false");
  expect(press("mod+k")).toBe(true);
  expect(press("alt+ArrowDown")).toBe(true);
  shown.remove();
  expect(went).toEqual(["switcher", inRoom("!c")]);
});

it("leaves Escape to what lies on top", () => {
  const { press, read } = draw();
  const menu = document.createElement("div");
  menu.setAttribute("role", "menu");
  document.body.append(menu);
  expect(press("Escape")).toBe(false);
  menu.remove();
  expect(read()).toBe(true);
});
