// @vitest-environment jsdom
import { AppError, signal } from "@parley/kernel";
import type { Session } from "@parley/matrix";
import { buildSession, buildSpace } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createFakeParley } from "../../../shared/testing/fake-world.tsx";
import { Awaited } from "./Awaited.tsx";
import { RoomPreview } from "./RoomPreview.tsx";
import { renderRooms } from "./testing/render-rooms.tsx";

afterEach(cleanup);

const space = buildSpace({ id: "!choir", name: "Evening choir", membership: "invite" });

/** Someone who came by a link to a private server, before anyone has let them in. */
function newcomer() {
  const fake = buildSession();
  const list = signal(fake.rooms.list.value);
  const join = vi.fn(async () => {});
  const session: Session = {
    ...fake,
    rooms: { ...fake.rooms, list, join },
    discovery: {
      ...fake.discovery,
      preview: async () => {
        throw new AppError("MATRIX_FORBIDDEN", "not for you");
      },
    },
  };
  const parley = createFakeParley();
  parley.answers["invites.expected"] = () => ({
    spaces: [{ spaceId: "!choir", spaceName: "Evening choir", invitedBy: "@jun:localhost" }],
  });
  const beInvited = () => {
    list.value = buildSession({ spaces: [space] }).rooms.list.value;
  };
  return { session, parley, join, beInvited };
}

describe("before the door of a private server", () => {
  it("a newcomer reads who lets them in, and enters when that happens", async () => {
    const { session, parley, join, beInvited } = newcomer();
    const { went } = renderRooms(session, <RoomPreview target="!choir" via={[]} />, parley);
    await screen.findByRole("heading", { name: "Waiting to be let in to Evening choir" });
    expect(screen.getByText("@jun:localhost")).toBeTruthy();
    expect(screen.getByText("@rosa:localhost")).toBeTruthy();
    expect(join).not.toHaveBeenCalled();
    await act(async () => beInvited());
    expect(join).toHaveBeenCalledWith("!choir");
    await waitFor(() => expect(went).toContainEqual({ at: "space", spaceId: "!choir" }), { timeout: 4000 });
  });

  it("whoever follows an address of no room reads that nothing is there", async () => {
    const { session } = newcomer();
    renderRooms(session, <RoomPreview target="mistyped" via={[]} />);
    await screen.findByText("There is nothing here");
    expect(screen.queryByText("@rosa:localhost")).toBeNull();
    expect(screen.getByRole("button", { name: "Go to chats" })).toBeTruthy();
  });

  it("who was expected by nobody reads how to be invited, and is not taken anywhere", async () => {
    const { session, join, beInvited } = newcomer();
    renderRooms(session, <RoomPreview target="!choir" via={[]} />);
    await screen.findByText("Nothing to be seen here");
    expect(screen.getByText("@rosa:localhost")).toBeTruthy();
    await act(async () => beInvited());
    expect(join).not.toHaveBeenCalled();
  });

  it("stands on an empty first page, too", async () => {
    const { session, parley } = newcomer();
    renderRooms(session, <Awaited />, parley);
    expect((await screen.findByRole("link", { name: /Evening choir/u })).getAttribute("href")).toBe("/s/!choir");
  });
});

it("asks into a channel of a server that one is a member of, with a word, waits, and takes it back", async () => {
  const gate = { id: "!gate", name: "gate", topic: null, voice: false, open: "ask" as const };
  const session = buildSession({ spaces: [buildSpace({ id: "!s", name: "Atelier", joinable: [gate] })] });
  let arrive = () => {};
  const sent = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const real = session.knocks.ask;
  const ask = vi.spyOn(session.knocks, "ask").mockImplementation(async (...call) => {
    await sent;
    await real(...call);
  });
  renderRooms(session, <RoomPreview target="!gate" via={[]} />);
  await screen.findByRole("heading", { name: "gate" });
  expect((await screen.findByText("Atelier")).parentElement?.textContent).toBe("Channel of Atelier");
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "Ahoy" } });
  // What is written into a line that stood there before is read out, and the button keeps the focus through all of it.
  const status = screen.getByRole("status");
  const button = screen.getByRole("button", { name: "Ask to come in" });
  button.focus();
  fireEvent.click(button);
  expect(status.textContent?.trim()).toBe("Asking");
  await act(async () => arrive());
  await waitFor(() => expect(status.textContent).toMatch(/^You asked to come in/u));
  expect(ask).toHaveBeenCalledWith("!gate", [], "Ahoy");
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Take it back" }));
  fireEvent.click(screen.getByRole("button", { name: "Take it back" }));
  await screen.findByRole("button", { name: "Ask to come in" });
  expect(status.textContent).toBe("You no longer ask to come in");
  expect(document.activeElement).toBe(button);
});

it.each([
  ["ban", false],
  ["leave", true],
] as const)("after a ban, while the homeserver says %s, offers to ask: %s", async (membership, offers) => {
  const removal = {
    roomId: "!den",
    kind: "room",
    name: "den",
    channelIds: [],
    byName: "Rosa",
    reason: null,
    banned: true,
    at: 1,
  };
  const fake = buildSession({ removals: [{ ...removal, kind: "room" }] });
  const preview = async () => ({
    id: "!den",
    name: "den",
    kind: "room" as const,
    voice: false,
    alias: null,
    topic: null,
    avatarMxc: null,
    memberCount: 2,
    membership,
    open: "ask" as const,
  });
  renderRooms({ ...fake, discovery: { ...fake.discovery, preview } }, <RoomPreview target="!den" via={[]} />);
  await screen.findByText(offers ? "2 members" : /banned you from/u);
  expect(screen.queryByRole("button", { name: "Ask to come in" }) !== null).toBe(offers);
});
