// @vitest-environment jsdom
import type { FoundRoom } from "@parley/matrix";
import { buildMember, buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { Arriving } from "./Arriving.tsx";
import { FoundCard } from "./FoundCard.tsx";
import { ProfileCard } from "./ProfileCard.tsx";
import { renderRooms } from "./testing/render-rooms.tsx";

afterEach(cleanup);

const mira = buildMember({ userId: "@mira:localhost", name: "Mira" });
const build = () =>
  buildSession({
    people: [mira],
    spaces: [buildSpace({ id: "!s", name: "Atelier", members: [mira] })],
    rooms: [buildRoom({ id: "!a", spaceId: "!s", members: [mira] })],
  });
const elsewhere = { at: "activity" } as const;
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

it("a person's card that was closed leads to no conversation", async () => {
  const session = build();
  const made = Promise.withResolvers<string>();
  vi.spyOn(session.rooms, "openDirect").mockReturnValue(made.promise);
  const onLeave = vi.fn();
  const { went, unmount } = renderRooms(session, <ProfileCard userId={mira.userId} roomId="!a" onLeave={onLeave} />);
  press("Message");
  unmount();
  await act(async () => made.resolve("!new"));
  expect([went, onLeave.mock.calls]).toEqual([[], []]);
});

it("a room of the directory leads nobody away who has gone on meanwhile", async () => {
  const session = build();
  const joined = Promise.withResolvers<string>();
  vi.spyOn(session.discovery, "join").mockReturnValue(joined.promise);
  const room: FoundRoom = {
    id: "!found",
    alias: null,
    name: "found",
    topic: null,
    avatarMxc: null,
    memberCount: 2,
    kind: "room",
    voice: false,
    open: "yes",
    membership: null,
  };
  const { went } = renderRooms(session, <FoundCard room={room} />);
  press("Join");
  went.push(elsewhere);
  await act(async () => joined.resolve("!found"));
  expect(went).toEqual([elsewhere]);
});

it("the door of a server leads nobody into it who has gone on meanwhile", async () => {
  const session = build();
  const joined = Promise.withResolvers<void>();
  vi.spyOn(session.rooms, "join").mockReturnValue(joined.promise);
  const server = { spaceId: "!s", spaceName: "Atelier", invitedBy: "@rosa:localhost" };
  const { went } = renderRooms(session, <Arriving server={server} invited />);
  went.push(elsewhere);
  await act(async () => joined.resolve());
  await act(() => new Promise((resolve) => setTimeout(resolve, 0)));
  expect(went).toEqual([elsewhere]);
});
