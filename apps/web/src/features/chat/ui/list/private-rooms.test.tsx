// @vitest-environment jsdom
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { NavigationContext, useNavigation } from "../../../../shared/navigation.ts";
import { MenuAt } from "../../../../ui/Menu.tsx";
import { renderChat } from "../testing/render-chat.tsx";
import { RoomDeeds } from "./RoomDeeds.tsx";
import { RoomRow } from "./RoomRow.tsx";

afterEach(cleanup);

const session = buildSession({
  spaces: [buildSpace({ id: "!s", name: "Atelier" })],
  rooms: [
    buildRoom({ id: "!open", spaceId: "!s", kind: "channel", name: "general" }),
    buildRoom({ id: "!plans", spaceId: "!s", kind: "channel", name: "plans", access: "invited" }),
    buildRoom({
      id: "!board",
      spaceId: "!s",
      kind: "channel",
      name: "board",
      access: "ask",
      permissions: { invite: false },
    }),
  ],
});
const [space] = session.rooms.list.value.spaces;
const channels = space?.categories.flatMap((category) => category.channels) ?? [];

it("tells private channels by a sign and a word from those of all members", () => {
  renderChat(
    session,
    channels.map((room) => <RoomRow key={room.id} room={room} spaceId="!s" current={false} />),
  );
  const signOf = (name: string) => screen.getByRole("link", { name: new RegExp(name, "u") }).querySelector("svg");
  expect(signOf("general")?.classList.contains("lucide-hash-lock")).toBe(false);
  for (const name of ["^Private ?plans$", "^Private ?board$"]) {
    expect(signOf(name)?.classList.contains("lucide-hash-lock")).toBe(true);
  }
});

const invitePeople = vi.fn();
const ask = vi.fn();

function Opened({ roomId }: { readonly roomId: string }) {
  const navigation = useNavigation();
  const room = channels.find(({ id }) => id === roomId);
  return (
    <NavigationContext value={{ ...navigation, invitePeople }}>
      <MenuAt label="menu" at={{ x: 0, y: 0 }} from={document.body} onClose={() => {}}>
        {room && <RoomDeeds room={room} space={space ?? null} ask={ask} />}
      </MenuAt>
    </NavigationContext>
  );
}

it.each([
  ["!open", "!s"],
  ["!plans", "!plans"],
  ["!board", null],
])("invites from the menu of %s into %s", async (roomId, into) => {
  invitePeople.mockClear();
  renderChat(session, <Opened roomId={roomId} />);
  await screen.findByRole("menuitem", { name: "Copy link" });
  const item = screen.queryByRole("menuitem", { name: "Invite people" });
  if (item !== null) fireEvent.click(item);
  expect(invitePeople.mock.calls.map(([to]) => to.id)).toEqual(into === null ? [] : [into]);
});

it("asks from the menu of a channel to take it off its server, where one looks after that", async () => {
  ask.mockClear();
  const { unmount } = renderChat(session, <Opened roomId="!open" />);
  await screen.findByRole("menuitem", { name: "Leave channel" });
  expect(screen.queryByRole("menuitem", { name: "Remove from server" }) !== null).toBe(space?.canManage);
  unmount();
  const own = buildSession({
    spaces: [buildSpace({ id: "!s", name: "Home", canManage: true })],
    rooms: [buildRoom({ id: "!mine", name: "mine", spaceId: "!s" })],
  });
  const [server] = own.rooms.list.value.spaces;
  const room = server?.categories[0]?.channels[0];
  if (server === undefined || room === undefined) throw new Error("the channel is missing");
  renderChat(
    own,
    <MenuAt label="menu" at={{ x: 0, y: 0 }} from={document.body} onClose={() => {}}>
      <RoomDeeds room={room} space={server} ask={ask} />
    </MenuAt>,
  );
  fireEvent.click(await screen.findByRole("menuitem", { name: "Remove from server" }));
  expect(ask.mock.calls).toEqual([["unlist"]]);
});
