// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import { buildRoom, buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { renderChat } from "../testing/render-chat.tsx";
import { RoomView } from "./RoomView.tsx";

afterEach(cleanup);

const cara = "@cara:hs";
const build = (alone: boolean) =>
  buildSession({
    rooms: [
      buildRoom({
        id: "!dm:hs",
        kind: "direct",
        name: "Cara",
        directUserId: cara,
        memberCount: 1,
        ...(alone && { alone: true }),
      }),
    ],
  });
const show = (session: ReturnType<typeof build>) => renderChat(session, <RoomView roomId="!dm:hs" spaceId={null} />);

it("says above the field that nobody reads along, and asks them again", async () => {
  const session = build(true);
  const invite = vi
    .spyOn(session.rooms, "invite")
    .mockRejectedValueOnce(new AppError("MATRIX_UNREACHABLE", "no"))
    .mockResolvedValueOnce();
  show(session);
  expect(await screen.findByText("Cara is not in this conversation: nobody reads what you write here.")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Invite again" }));
  expect(await screen.findByRole("alert")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Invite again" }));
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  expect(invite.mock.calls).toEqual([
    ["!dm:hs", cara],
    ["!dm:hs", cara],
  ]);
});

it("says nothing while somebody is there, or asked to come", async () => {
  show(build(false));
  expect(await screen.findByRole("log")).toBeTruthy();
  expect(screen.queryByText(/nobody reads/u)).toBeNull();
});
