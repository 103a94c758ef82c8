// @vitest-environment jsdom
import { buildMember, buildRoom, buildSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { RoomView } from "../room/RoomView.tsx";
import { renderChat } from "../testing/render-chat.tsx";
import { RoomRow } from "./RoomRow.tsx";

afterEach(cleanup);

const mira = buildMember({ userId: "@mira:localhost", name: "Mira", presence: "away" });
const session = buildSession({
  rooms: [
    buildRoom({ id: "!a", kind: "direct", name: "Mira", directUserId: mira.userId, members: [mira] }),
    buildRoom({ id: "!b", name: "marked", unread: true }),
    buildRoom({ id: "!c", name: "said", unread: true, unreadCount: 2 }),
  ],
});
const draw = (id: string, current: boolean) => {
  const { directs, rooms } = session.rooms.list.value;
  const room = [...directs, ...rooms].find((other) => other.id === id);
  if (room === undefined) throw new Error("there is no such room");
  renderChat(session, <RoomRow room={room} spaceId={null} current={current} />);
  return screen.getByRole("link");
};

it("says of a talk of two whether the other is there", () => {
  expect(draw("!a", false).textContent).toContain("Away");
});

it("marks what is in view only where it was marked by hand", () => {
  expect(draw("!b", true).textContent).toContain("unread");
  cleanup();
  expect(draw("!c", true).textContent).not.toContain("unread");
  cleanup();
  expect(draw("!c", false).textContent).toContain("unread");
});

it("marks a muted room that was marked by hand, in view too, and not for what is said in it", async () => {
  const quiet = buildSession({ rooms: [buildRoom({ id: "!q", name: "quiet", unread: true, unreadCount: 2 })] });
  const show = (current: boolean) => {
    cleanup();
    const [room] = quiet.rooms.list.value.rooms;
    if (room === undefined) throw new Error("there is no such room");
    renderChat(quiet, <RoomRow room={room} spaceId={null} current={current} />);
    return screen.getByRole("link").textContent;
  };
  await quiet.notifications.setLevel("!q", "mute");
  expect(show(false)).not.toContain("unread");
  await quiet.notifications.markUnread("!q");
  expect([show(false), show(true)]).toEqual([expect.stringContaining("unread"), expect.stringContaining("unread")]);
});

it("marks a room in which words wait, until they are sent, and not the one whose field shows them", async () => {
  await session.drafts.set("!b", "half a thought");
  expect(draw("!b", true).textContent).not.toContain("draft");
  cleanup();
  expect(draw("!c", false).textContent).not.toContain("draft");
  cleanup();
  expect(draw("!b", false).textContent).toContain("draft");
  await act(() => session.drafts.set("!b", null));
  expect(screen.getByRole("link").textContent).not.toContain("draft");
});

it("opens a room ahead as the mouse presses its row, and not as a finger does, which may only scroll", async () => {
  const there = buildSession({ rooms: ["!a", "!b", "!c"].map((id) => buildRoom({ id, name: id })) });
  const [a, b, c] = there.rooms.list.value.rooms;
  if (a === undefined || b === undefined || c === undefined) throw new Error("there are three rooms");
  const opened = vi.spyOn(there, "openTimeline");
  renderChat(
    there,
    <>
      <RoomRow room={a} spaceId={null} current />
      <RoomRow room={b} spaceId={null} current={false} />
      <RoomRow room={c} spaceId={null} current={false} />
      <RoomView roomId={a.id} spaceId={null} />
    </>,
  );
  await waitFor(() => expect(opened.mock.calls).toEqual([[a.id]]));
  const press = (room: typeof a, pointerType: string) =>
    fireEvent.pointerDown(screen.getByRole("link", { name: room.name }), { pointerType, button: 0 });
  press(b, "touch");
  press(a, "mouse");
  expect(opened.mock.calls).toEqual([[a.id]]);
  press(c, "mouse");
  expect(opened.mock.calls).toEqual([[a.id], [c.id]]);
});
