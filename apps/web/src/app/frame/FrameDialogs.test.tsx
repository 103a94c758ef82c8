// @vitest-environment jsdom
import { Tooltip } from "@base-ui/react/tooltip";
import { buildRoom, buildSession, buildSpace, type FakeSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it, vi } from "vitest";
import type { Place } from "../../shared/navigation.ts";
import { renderInWorld } from "../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../ui/Toast.tsx";
import { switcherOpen } from "../switcher-open.ts";
import { FrameDialogs } from "./FrameDialogs.tsx";
import type { Openers } from "./use-frame-actions.ts";

vi.mock("../../features/notifications/index.ts", async (original) => ({
  ...(await original<object>()),
  Attention: () => null,
}));
vi.mock("../calls.ts", () => ({ useTabCall: () => null }));
vi.mock("./use-frame-shortcuts.ts", () => ({ useFrameShortcuts: () => {} }));
vi.mock("./Switcher.tsx", () => ({
  Switcher: ({ open, onClose }: { open: Openers; onClose: () => void }) => (
    <>
      {(["channel", "allRead"] as const).map((name) => (
        <button
          key={name}
          type="button"
          onClick={() => {
            onClose();
            open[name]();
          }}
        >
          ask {name}
        </button>
      ))}
    </>
  ),
}));
afterEach(cleanup);

let go: (place: Place) => void = () => {};
function App() {
  const [place, setPlace] = useState<Place>({ at: "space", spaceId: "!one" });
  go = setPlace;
  return <FrameDialogs place={place} />;
}

function draw(session: FakeSession) {
  renderInWorld(
    <Tooltip.Provider>
      <ToastProvider>
        <App />
      </ToastProvider>
    </Tooltip.Provider>,
    { session },
  );
}

it("makes a channel in the server that it was asked for in, wherever one is by then", async () => {
  const spaces = ["!one", "!two"].map((id) => buildSpace({ id, name: id, canManage: true }));
  const session = buildSession({ spaces });
  const create = vi.spyOn(session.rooms, "createChannel").mockResolvedValue("!new");
  draw(session);
  act(() => {
    switcherOpen.value = true;
  });
  fireEvent.click(await screen.findByText("ask channel"));
  const [name] = await screen.findAllByRole("textbox", {}, { timeout: 10_000 });
  if (name === undefined) throw new Error("there is no field");
  fireEvent.change(name, { target: { value: "plans" } });
  act(() => go({ at: "chats" }));
  act(() => go({ at: "space", spaceId: "!two" }));
  expect((screen.getAllByRole("textbox")[0] as HTMLInputElement).value).toBe("plans");
  fireEvent.click(screen.getByRole("button", { name: /create channel/i }));
  await waitFor(() => expect(create).toHaveBeenCalledWith("!one", expect.objectContaining({ name: "plans" })));
}, 30_000);

it("says in how many rooms something is unread before all of it counts as read", async () => {
  const session = buildSession({ rooms: [buildRoom({ id: "!a", unread: true }), buildRoom({ id: "!b" })] });
  const mark = vi.spyOn(session.notifications, "markAllRead");
  draw(session);
  act(() => {
    switcherOpen.value = true;
  });
  fireEvent.click(await screen.findByText("ask allRead"));
  expect((await screen.findByRole("alertdialog")).textContent).toMatch(/1 room has something unread/u);
  expect(mark).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole("button", { name: "Mark everything as read" }));
  await waitFor(() => expect(mark).toHaveBeenCalledOnce());
});
