// @vitest-environment jsdom
import type { RoomList } from "@parley/matrix";
import { buildRoom, buildSession, buildSpace, createManualClock, type FakeSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import { knownPress } from "../../../../shared/known-press.ts";
import { RoomMenuContext } from "../../../../shared/room-menu.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { MenuItem } from "../../../../ui/Menu.tsx";
import { renderChat } from "../testing/render-chat.tsx";
import { useListMenu } from "./use-list-menu.tsx";

// Fetched when first opened: on a busy machine that alone takes longer than is waited for.
beforeAll(async () => {
  await Promise.all([
    import("./RowMenu.tsx"),
    import("./SpaceDeeds.tsx"),
    import("../dialogs/CreateChannelDialog.tsx"),
  ]);
}, 60_000);
afterEach(cleanup);

const session = buildSession({ rooms: [buildRoom({ id: "!a", name: "design" })] });
const list = session.rooms.list.value;

function Rows() {
  const { props, menu } = useListMenu(list);
  return (
    <div role="presentation" {...props}>
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
  const { props, menu } = useListMenu(of);
  return (
    <div role="presentation" {...props}>
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

it("opens it for a finger that rests, and not for one that scrolls", async () => {
  const clock = createManualClock();
  const touched = buildSession({ clock, rooms: [buildRoom({ id: "!a", name: "design" })] });
  renderChat(touched, <Rows />);
  const row = screen.getByText("design");
  fireEvent.pointerDown(row, { pointerType: "touch", clientX: 5, clientY: 5 });
  fireEvent.pointerMove(row, { pointerType: "touch", clientX: 5, clientY: 40 });
  act(() => clock.tick(1000));
  expect(screen.queryByRole("menu")).toBeNull();
  expect(knownPress.values.value.known).toBe(false);
  fireEvent.pointerDown(row, { pointerType: "touch", clientX: 5, clientY: 5 });
  act(() => clock.tick(500));
  expect(await screen.findByRole("menu", { name: "Menu of design" })).toBeTruthy();
  // From then on the hint at the foot has nothing to say.
  expect(knownPress.values.value.known).toBe(true);
});

function Heading({ session: of }: { readonly session: FakeSession }) {
  const shown = useSignal(of.rooms.list);
  const { props, menu } = useListMenu(shown, shown.spaces[0]);
  return (
    <div role="presentation" {...props}>
      <button type="button" data-category="w">
        Work
      </button>
      {menu}
    </div>
  );
}

it("offers at a category to read its channels, and to create one in it", async () => {
  const work = { id: "w", name: "Work" };
  const atelier = buildSession({
    spaces: [buildSpace({ id: "!s", name: "Atelier", canManage: true, categories: [work] })],
    rooms: [
      buildRoom({ id: "!a", name: "design", spaceId: "!s", categoryId: "w", unread: true, unreadCount: 3 }),
      buildRoom({ id: "!b", name: "random", spaceId: "!s", unread: true, unreadCount: 1 }),
    ],
  });
  renderChat(atelier, <Heading session={atelier} />);
  const choose = async (name: string) => {
    fireEvent.contextMenu(screen.getByText("Work"), { clientX: 5, clientY: 5 });
    fireEvent.click(await screen.findByRole("menuitem", { name }));
  };
  const unread = () =>
    atelier.rooms.list.value.spaces[0]?.categories.flatMap(({ channels }) => channels.filter((one) => one.unread));
  await choose("Mark as read");
  await waitFor(() => expect(unread()?.map(({ name }) => name)).toEqual(["random"]));
  await choose("Create channel");
  expect(await screen.findByRole("dialog", { name: "Create channel" })).toBeTruthy();
});
