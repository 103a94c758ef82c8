// @vitest-environment jsdom
import { signal } from "@parley/kernel";
import type { Pins } from "@parley/matrix";
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { PanelContext } from "../../../../shared/panel.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { RoomHeader } from "./RoomHeader.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function draw(avatarMxc: string | null) {
  const room = buildRoom({ id: "!a", spaceId: "!s", name: "plans", access: "invited", avatarMxc });
  const session = buildSession({ spaces: [buildSpace({ id: "!s", name: "Atelier" })], rooms: [room] });
  renderChat(session, <RoomHeader room={room.summary} space={null} pins={null} onBack={undefined} />);
}

it("shows the picture of a channel beside its sign, and the sign alone where there is none", () => {
  draw("mxc://localhost/plans");
  // Until the picture is there its letters stand for it.
  expect(screen.getByText("Pl")).toBeTruthy();
  expect(document.querySelector("header .lucide-hash-lock")).not.toBeNull();
  cleanup();
  draw(null);
  expect(screen.queryByText("Pl")).toBeNull();
  expect(document.querySelector("header .lucide-hash-lock")).not.toBeNull();
});

it("leaves the room of two buttons to the name where there is little, and keeps what they do in the menu", async () => {
  const room = buildRoom({ id: "!a", spaceId: "!s", name: "plans" });
  const session = buildSession({ spaces: [buildSpace({ id: "!s", name: "Atelier" })], rooms: [room] });
  const pins = { ids: signal(["$one"]) } as unknown as Pins;
  const toggle = vi.fn();
  const draw = (width: number) => {
    vi.stubGlobal("matchMedia", (query: string) => ({
      matches: query === "(width < 340px)" && width < 340,
      addEventListener() {},
      removeEventListener() {},
    }));
    renderChat(
      session,
      <PanelContext value={{ open: false, kind: "members", toggle, close() {} }}>
        <RoomHeader room={room.summary} space={null} pins={pins} onBack={undefined} />
      </PanelContext>,
    );
  };
  const shown = (name: string) => screen.queryByRole("button", { name }) !== null;
  const panels = [
    ["Show 1 pinned message", "pins"],
    ["Show members", "members"],
  ] as const;
  draw(360);
  expect(panels.map(([name]) => shown(name))).toEqual([true, true]);
  cleanup();
  draw(320);
  expect(panels.map(([name]) => shown(name))).toEqual([false, false]);
  for (const [name, kind] of panels) {
    fireEvent.click(screen.getByRole("button", { name: "More" }));
    fireEvent.click(await screen.findByRole("menuitem", { name }));
    await waitFor(() => expect(toggle).toHaveBeenLastCalledWith(kind));
    await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
  }
});
