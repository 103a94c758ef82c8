// @vitest-environment jsdom
import { adminPermissions, buildMember, buildRoom, buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { ProfileCard } from "./ProfileCard.tsx";
import { renderRooms } from "./testing/render-rooms.tsx";

afterEach(cleanup);

function draw(role: "admin" | "creator") {
  const members = [
    buildMember({ userId: "@rosa:localhost", name: "Rosa", role }),
    buildMember({ userId: "@mira:localhost", name: "Mira" }),
  ];
  const session = buildSession({
    rooms: [buildRoom({ id: "!a", name: "one", members, permissions: adminPermissions })],
  });
  const setRole = vi.spyOn(session.moderation, "setRole");
  renderRooms(session, <ProfileCard userId="@mira:localhost" roomId="!a" />);
  const give = async (name: string) => {
    fireEvent.click(await screen.findByRole("combobox", { name: "Role in one" }));
    const option = await screen.findByRole("option", { name });
    // As a pointer does: only what it is over can be chosen.
    fireEvent.pointerMove(option);
    fireEvent.mouseMove(option);
    fireEvent.pointerDown(option);
    fireEvent.mouseUp(option);
    fireEvent.click(option);
  };
  return { setRole, give };
}

it("asks before somebody is made one's equal, for that is not to be taken back", async () => {
  const { setRole, give } = draw("admin");
  await give("Admin");
  expect(await screen.findByRole("heading", { name: "Give Mira the same role as yours?" })).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(setRole).not.toHaveBeenCalled();
  await give("Moderator");
  await waitFor(() => expect(setRole).toHaveBeenCalledWith("!a", "@mira:localhost", "moderator"));
  await give("Admin");
  fireEvent.click(await screen.findByRole("button", { name: "Give the role" }));
  await waitFor(() => expect(setRole).toHaveBeenCalledWith("!a", "@mira:localhost", "admin"));
  await screen.findByText("Mira is now Admin in one");
});

it("gives what is below one's own role at once", async () => {
  const { setRole, give } = draw("creator");
  await give("Admin");
  await waitFor(() => expect(setRole).toHaveBeenCalledWith("!a", "@mira:localhost", "admin"));
});
