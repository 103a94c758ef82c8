// @vitest-environment jsdom
import { systemClock } from "@parley/kernel";
import type { Removal } from "@parley/matrix";
import { buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { ListNews } from "./ListNotes.tsx";
import { RemovalCards } from "./Removed.tsx";
import { RoomPreview } from "./RoomPreview.tsx";
import { renderRooms } from "./testing/render-rooms.tsx";

afterEach(cleanup);

const removal: Removal = {
  roomId: "!talk",
  kind: "room",
  name: "talk",
  channelIds: [],
  byName: "Rosa",
  reason: "Too loud",
  banned: false,
  at: systemClock.now(),
};

describe("who was put out of a room", () => {
  it("reads who did it and why, where the room was", async () => {
    const session = buildSession({ removals: [removal] });
    const { went } = renderRooms(session, <RoomPreview target="!talk" via={[]} />);
    await screen.findByRole("heading", { name: "Rosa removed you from talk" });
    expect(screen.getByText("Too loud")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Go to chats" }));
    expect(went).toEqual([{ at: "chats" }]);
    expect(session.removals.list.value).toEqual([]);
  });

  it("reads it in the place of a channel that went with its server", async () => {
    const reef: Removal = { ...removal, roomId: "!reef", kind: "space", name: "Reef", channelIds: ["!coral"] };
    renderRooms(buildSession({ removals: [reef] }), <RoomPreview target="!coral" via={[]} />);
    await screen.findByRole("heading", { name: "Rosa removed you from Reef" });
  });

  it("finds it in the list until it is taken note of", () => {
    const session = buildSession({ removals: [removal, { ...removal, roomId: "!b", name: "b", banned: true }] });
    renderRooms(session, <RemovalCards />);
    expect(screen.getByText(/Rosa banned you from b/u)).toBeTruthy();
    fireEvent.click(screen.getAllByRole("button", { name: "Understood" })[0] as HTMLElement);
    expect(session.removals.list.value.map(({ roomId }) => roomId)).toEqual(["!b"]);
  });

  it("is told at once, and not of what is long past", async () => {
    const old = { ...removal, roomId: "!old", name: "old", at: 0 };
    renderRooms(buildSession({ removals: [removal, old] }), <ListNews />);
    await screen.findAllByText("Rosa removed you from talk");
    expect(screen.queryByText(/from old/u)).toBeNull();
  });

  it("is told aloud alone where its card stands", async () => {
    renderRooms(
      buildSession({ removals: [removal] }),
      <>
        <ListNews />
        <RemovalCards />
      </>,
    );
    await waitFor(() => expect(screen.getByRole("status").textContent).toBe("Rosa removed you from talk"));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.getByRole("region", { name: "Notifications" }).textContent).toBe("");
  });
});
