// @vitest-environment jsdom
import { buildRoom, buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { RoomMenuContext } from "../../../../shared/room-menu.ts";
import { MenuItem } from "../../../../ui/Menu.tsx";
import { renderChat } from "../testing/render-chat.tsx";
import { useRoomContextMenu } from "./use-room-context-menu.tsx";

afterEach(cleanup);

const session = buildSession({ rooms: [buildRoom({ id: "!a", name: "design" })] });
const list = session.rooms.list.value;

function Rows() {
  const { onContextMenu, menu } = useRoomContextMenu(list);
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
  fireEvent.click(screen.getByRole("menuitem", { name: "Leave design unread" }));
  await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
});
