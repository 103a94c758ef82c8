// @vitest-environment jsdom
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { Place } from "../../shared/navigation.ts";
import { createRecentRooms } from "../../shared/recent-rooms.ts";
import { renderInWorld } from "../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../ui/Toast.tsx";
import { Switcher } from "./Switcher.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});
// jsdom has neither.
Element.prototype.scrollIntoView = () => {};

function draw(place: Place, unread = true) {
  vi.stubGlobal("matchMedia", () => ({ matches: true, addEventListener() {}, removeEventListener() {} }));
  const session = buildSession({
    spaces: [buildSpace({ id: "!s", name: "Atelier", canManage: true })],
    rooms: [buildRoom({ id: "!c", spaceId: "!s", name: "design" }), buildRoom({ id: "!d", spaceId: "!s", unread })],
  });
  const open = {
    direct: vi.fn(),
    server: vi.fn(),
    channel: vi.fn(),
    shortcuts: vi.fn(),
    signOut: vi.fn(),
    leave: vi.fn(),
    allRead: vi.fn(),
  };
  const recent = createRecentRooms({ getItem: () => null, setItem() {} });
  const view = renderInWorld(
    <ToastProvider>
      <Switcher onClose={() => {}} recent={recent} place={place} open={open} />
    </ToastProvider>,
    { session },
  );
  const type = (value: string) => {
    fireEvent.change(screen.getByRole("combobox"), { target: { value } });
    return screen.queryAllByRole("option").map((option) => option.textContent ?? "");
  };
  return { ...view, session, open, type };
}
const inRoom: Place = { at: "space", spaceId: "!s", roomId: "!c" };

it.each([
  ["dark", /Appearance/],
  ["sign out", /Sign out of this device/],
  ["logout", /Sign out of this device/],
  ["mute", /Mute #design/],
  ["leave", /Leave channel/],
  ["unread", /Mark as unread/],
  ["channel settings", /Channel settings/],
  ["copy link", /Copy link to #design/],
  ["activity", /Open mentions and answers/],
  ["inbox", /Open mentions and answers/],
  ["discover", /Discover servers and rooms/],
  ["explore", /Discover servers and rooms/],
  ["create channel", /Create channel/],
  ["server settings", /Settings of Atelier/],
  ["mark all", /Mark everything as read/],
  ["language", /Appearance/],
  ["español", /Appearance/],
])("finds what people look for by %j", (words, expected) => {
  const { type } = draw(inRoom);
  expect(type(words)).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
});

it("does it to the room that is open, and offers nothing of a room where none is", async () => {
  const { type, session, open, unmount } = draw(inRoom);
  type("mute #design");
  fireEvent.keyDown(screen.getByRole("combobox"), { key: "Enter" });
  await waitFor(() => expect(session.notifications.rules.value.exceptions.get("!c")).toBe("mute"));
  type("leave channel");
  fireEvent.keyDown(screen.getByRole("combobox"), { key: "Enter" });
  expect(open.leave).toHaveBeenCalledOnce();
  unmount();
  expect(draw({ at: "activity" }).type("leave channel").join()).not.toMatch(/Leave/);
});

it("asks before everything counts as read, and offers it only where something is not", () => {
  const { type, session, open, unmount } = draw(inRoom);
  const mark = vi.spyOn(session.notifications, "markAllRead");
  type("mark everything");
  fireEvent.keyDown(screen.getByRole("combobox"), { key: "Enter" });
  expect(open.allRead).toHaveBeenCalledOnce();
  expect(mark).not.toHaveBeenCalled();
  unmount();
  expect(draw(inRoom, false).type("mark everything").join()).not.toMatch(/everything/);
});

it("leads from within a server to one's own settings by their name", () => {
  const { type, went } = draw(inRoom);
  expect(type("settings")[0]).toMatch(/^Settings/u);
  fireEvent.keyDown(screen.getByRole("combobox"), { key: "Enter" });
  expect(went).toEqual([{ at: "settings" }]);
});
