// @vitest-environment jsdom
import type { RoomList } from "@parley/matrix";
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { RoomMenuContext } from "../../../../shared/room-menu.ts";
import { MenuItem } from "../../../../ui/Menu.tsx";
import { renderChat } from "../testing/render-chat.tsx";
import { useListMenu } from "./use-list-menu.tsx";

afterEach(cleanup);

const session = buildSession({ rooms: [buildRoom({ id: "!a", name: "design" })] });
const list = session.rooms.list.value;

function Rows() {
  const { onContextMenu, menu } = useListMenu(list);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: as the list has it
    <div role="presentation" onContextMenu={onContextMenu}>
      <a data-room="!a" href="/home/!a">
        design
      </a>
      <p>beside</p>
      {menu}
    </div>
  );
}
const draw = () =>
  renderChat(
    session,
    <RoomMenuContext value={({ room }) => <MenuItem onSelect={() => {}}>{`Leave ${room.name} unread`}</MenuItem>}>
      <Rows />
    </RoomMenuContext>,
  );

it("opens the menu of the row that is pressed, and leaves the browser its own elsewhere", async () => {
  draw();
  expect(fireEvent.contextMenu(screen.getByText("beside"), { clientX: 5, clientY: 5 })).toBe(true);
  expect(fireEvent.contextMenu(screen.getByText("design"), { shiftKey: true })).toBe(true);
  expect(screen.queryByRole("menu")).toBeNull();
  expect(fireEvent.contextMenu(screen.getByText("design"), { clientX: 5, clientY: 5 })).toBe(false);
  expect(await screen.findByRole("menu", { name: "Menu of design" })).toBeTruthy();
  expect(await screen.findByRole("menuitem", { name: "Room settings" })).toBeTruthy();
  fireEvent.click(screen.getByRole("menuitem", { name: "Leave design unread" }));
  await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
});

function Tile({ list: of }: { readonly list: RoomList }) {
  const { onContextMenu, menu } = useListMenu(of);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: as the rail has it
    <div role="presentation" onContextMenu={onContextMenu}>
      <a data-space="!s" href="/s/!s">
        Atelier
      </a>
      {menu}
    </div>
  );
}

it("reads and mutes all channels of a server at its tile", async () => {
  const atelier = buildSession({
    spaces: [buildSpace({ id: "!s", name: "Atelier" })],
    rooms: [
      buildRoom({ id: "!a", name: "design", spaceId: "!s", unread: true, unreadCount: 3 }),
      buildRoom({ id: "!b", name: "random", spaceId: "!s" }),
    ],
  });
  renderChat(atelier, <Tile list={atelier.rooms.list.value} />);
  fireEvent.contextMenu(screen.getByText("Atelier"), { clientX: 5, clientY: 5 });
  fireEvent.click(await screen.findByRole("menuitem", { name: "Mark as read" }));
  await waitFor(() => expect(atelier.rooms.list.value.spaces[0]?.unread).toBe(false));
  fireEvent.contextMenu(screen.getByText("Atelier"), { clientX: 5, clientY: 5 });
  fireEvent.click(await screen.findByRole("menuitem", { name: "Mute all channels" }));
  await waitFor(() => expect([...atelier.notifications.rules.value.exceptions.keys()]).toEqual(["!a", "!b"]));
});
