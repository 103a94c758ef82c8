// @vitest-environment jsdom
import { buildMember, buildRoom, buildSession } from "@parley/testkit";
import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
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
