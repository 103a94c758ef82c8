// @vitest-environment jsdom
import { AppError, systemClock } from "@parley/kernel";
import type { Asker, FoundRoom } from "@parley/matrix";
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { JoinButton } from "./FoundCard.tsx";
import { ListNews, ListNotes } from "./ListNotes.tsx";
import { RoomPreview } from "./RoomPreview.tsx";
import { renderRooms } from "./testing/render-rooms.tsx";

afterEach(cleanup);

const club: FoundRoom = {
  id: "!club",
  kind: "space",
  voice: false,
  alias: "#club:localhost",
  name: "Sailing club",
  topic: null,
  avatarMxc: null,
  memberCount: 17,
  membership: null,
  open: "ask",
};
const asker = (roomId: string, name: string): Asker => ({
  roomId,
  roomName: roomId.slice(1),
  kind: "room",
  userId: `@${name}:localhost`,
  name,
  avatarMxc: null,
  reason: `${name} would like to`,
  at: systemClock.now(),
});
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

describe("asking to come in", () => {
  it("is done with a word, shown as waiting, and taken back", async () => {
    const session = buildSession({ directory: [club] });
    const ask = vi.spyOn(session.knocks, "ask");
    renderRooms(session, <RoomPreview target="#club:localhost" via={["localhost"]} />);
    fireEvent.change(await screen.findByLabelText("A word to those who decide"), { target: { value: "Ahoy" } });
    fireEvent.click(await screen.findByRole("button", { name: "Ask to come in" }, { timeout: 5000 }));
    await screen.findByText(/You asked to come in/u, {}, { timeout: 5000 });
    expect(ask).toHaveBeenCalledWith("#club:localhost", ["localhost"], "Ahoy");
    fireEvent.click(await screen.findByRole("button", { name: "Take it back" }, { timeout: 5000 }));
    await screen.findByRole("button", { name: "Ask to come in" }, { timeout: 5000 });
  });

  it("is offered anew where it was declined, and gives way to the door where one was let in", async () => {
    const session = buildSession({ directory: [club] });
    renderRooms(session, <JoinButton room={club} />);
    press("Ask to come in");
    await screen.findByText("You asked to come in");
    await waitFor(() => expect(session.knocks.asked.value).toHaveLength(1));
    await act(() => session.knocks.withdraw("!club"));
    await screen.findByRole("button", { name: "Ask to come in" });
    cleanup();
    const inside = buildSession({ directory: [club], spaces: [buildSpace({ id: "!club", membership: "invite" })] });
    renderRooms(inside, <JoinButton room={club} />);
    expect(screen.getByRole("button", { name: "Join" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Ask to come in" })).toBeNull();
  });

  it("stands at home until there is an answer", async () => {
    const session = buildSession({ directory: [club] });
    await session.knocks.ask("!club");
    renderRooms(session, <ListNotes space={null} everywhere={false} />);
    expect(screen.getByRole("link", { name: /Sailing club/u }).getAttribute("href")).toBe("/join/!club");
    press("Take it back");
    await waitFor(() => expect(screen.queryByText("Sailing club")).toBeNull());
  });
});

describe("who asks to come in", () => {
  const world = () =>
    buildSession({
      spaces: [buildSpace({ id: "!s", name: "Atelier" })],
      rooms: [buildRoom({ id: "!a", spaceId: "!s" }), buildRoom({ id: "!loose" })],
      askers: [asker("!s", "lea"), asker("!a", "kai"), asker("!loose", "ida")],
    });
  const seen = () => screen.queryAllByRole("listitem").map((row) => row.querySelector("bdi")?.textContent);

  it("stands in the list that the room belongs to, on a phone in the one list that there is", () => {
    const session = world();
    const space = session.rooms.list.value.spaces[0] ?? null;
    renderRooms(session, <ListNotes space={space} everywhere={false} />);
    expect(seen()).toEqual(["lea", "kai"]);
    cleanup();
    renderRooms(session, <ListNotes space={null} everywhere={false} />);
    expect(seen()).toEqual(["ida"]);
    cleanup();
    renderRooms(session, <ListNotes space={null} everywhere />);
    expect(seen()).toEqual(["lea", "kai", "ida"]);
  });

  it("is let in or declined, and a refusal is said", async () => {
    const session = world();
    renderRooms(session, <ListNotes space={null} everywhere={false} />);
    expect(screen.getByText("ida would like to")).toBeTruthy();
    session.rooms.failNext(new AppError("MATRIX_FORBIDDEN", "no"));
    press("Let in");
    await screen.findByText(/You may not do this here/u);
    press("Let in");
    await waitFor(() => expect(seen()).toEqual([]));
  });

  it("is told once", async () => {
    renderRooms(world(), <ListNews />);
    await screen.findAllByText("lea asks to come in to s");
  });
});
