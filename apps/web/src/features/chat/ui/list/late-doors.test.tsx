// @vitest-environment jsdom
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { InvitedRoom } from "../room/RoomStates.tsx";
import { renderChat } from "../testing/render-chat.tsx";
import { Invites } from "./InviteRow.tsx";
import { SpaceList } from "./SpaceList.tsx";

afterEach(cleanup);

const open = { id: "!open", name: "open", topic: null, voice: false, open: "yes" } as const;
function build() {
  const session = buildSession({
    spaces: [buildSpace({ id: "!s", joinable: [open] })],
    rooms: [buildRoom({ id: "!asked", name: "asked", membership: "invite", inviterId: "@mira:localhost" })],
  });
  const { spaces, invites } = session.rooms.list.value;
  const [space] = spaces;
  const [invite] = invites;
  if (space === undefined || invite === undefined || !("kind" in invite)) throw new Error("nothing to draw");
  const done = Promise.withResolvers<void>();
  vi.spyOn(session.rooms, "join").mockReturnValue(done.promise);
  vi.spyOn(session.rooms, "leave").mockReturnValue(done.promise);
  return { session, space, invite, done };
}
type Built = ReturnType<typeof build>;
const elsewhere = { at: "activity" } as const;

const doors = [
  ["an invitation", "Accept", ({ invite }: Built) => <Invites invites={[invite]} />],
  ["a channel", "Join open", ({ space }: Built) => <SpaceList space={space} roomId={null} />],
  ["the page of an invitation", "Decline", ({ invite }: Built) => <InvitedRoom room={invite} onBack={undefined} />],
] as const;

it.each(doors)("%s leads nobody away who has gone on meanwhile", async (_what, name, draw) => {
  const built = build();
  const { went } = renderChat(built.session, draw(built));
  fireEvent.click(screen.getByRole("button", { name }));
  went.push(elsewhere);
  await act(async () => built.done.resolve());
  expect(went).toEqual([elsewhere]);
});

it.each(doors)("%s leads on who has stayed, though it is drawn no more by then", async (_what, name, draw) => {
  const built = build();
  const { went, unmount } = renderChat(built.session, draw(built));
  fireEvent.click(screen.getByRole("button", { name }));
  unmount();
  await act(async () => built.done.resolve());
  await waitFor(() => expect(went).toHaveLength(1));
});
