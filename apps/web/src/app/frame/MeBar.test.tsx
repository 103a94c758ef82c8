// @vitest-environment jsdom
import { Tooltip } from "@base-ui/react/tooltip";
import { signal } from "@parley/kernel";
import { buildRoom, buildSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderInWorld } from "../../shared/testing/fake-world.tsx";
import { MeBar } from "./MeBar.tsx";
import { PhoneBar } from "./PhoneBar.tsx";

afterEach(cleanup);

it("says until when nothing disturbs, and leads to where that is changed", async () => {
  const session = buildSession();
  const { went } = renderInWorld(
    <Tooltip.Provider>
      <MeBar />
      <PhoneBar place={{ at: "chats" }} />
    </Tooltip.Provider>,
    { session },
  );
  expect(screen.getByText("Online")).toBeTruthy();
  expect(screen.queryByText(/Do not disturb/)).toBeNull();
  await act(() => session.notifications.setDoNotDisturb({ hours: null, until: Date.now() + 3_600_000 }));
  expect(screen.queryByText("Online")).toBeNull();
  // Under the list, and on a phone at the way to one's own settings.
  expect(screen.getByRole("link", { name: /^You.*Do not disturb until/ })).toBeTruthy();
  expect(screen.getByText(/^Until /)).toBeTruthy();
  fireEvent.click(screen.getByRole("link", { name: /^Do not disturb until/ }));
  expect(went).toEqual([{ at: "settings", page: "notifications" }]);
});

it("counts at the way to the chats what calls: mentions, direct messages and invitations", () => {
  const directs = [buildRoom({ id: "!mira", kind: "direct", unread: true, unreadCount: 2 })];
  const session = buildSession({ rooms: [...directs, buildRoom({ id: "!room", mentions: 1 })] });
  const { list } = session.rooms;
  const invite = { roomId: "!jun", kind: "direct", name: "Jun" };
  Object.assign(session.rooms, { list: signal({ ...list.peek(), invites: [invite] }) });
  renderInWorld(<PhoneBar place={{ at: "space", spaceId: "!atelier" }} />, { session });
  expect(screen.getByRole("link", { name: /^Chats/ }).textContent).toBe("Chats4");
});
