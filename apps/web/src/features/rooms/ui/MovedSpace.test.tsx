// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import { buildSession, buildSpace } from "@parley/testkit";
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { ListNotes } from "./ListNotes.tsx";
import { renderRooms } from "./testing/render-rooms.tsx";

afterEach(cleanup);

const moved = (joined: boolean) => {
  const successor = { roomId: "!newer:far", via: ["far", "localhost"], joined, byName: "Mira" };
  const session = buildSession({
    spaces: [buildSpace({ id: "!old", name: "Garden", successor }), buildSpace({ id: "!other" })],
  });
  const join = vi.spyOn(session.rooms, "join").mockResolvedValue();
  const spaces = session.rooms.list.value.spaces;
  const draw = (id: string) => {
    const space = spaces.find((one) => one.id === id) ?? null;
    return renderRooms(session, <ListNotes space={space} everywhere={false} />);
  };
  return { join, draw };
};

it("leads from a server that goes on as another one into that, through those who have it", async () => {
  const { join, draw } = moved(false);
  const { went } = draw("!old");
  expect(screen.getByRole("status").textContent).toBe("This server continues as a new one.");
  fireEvent.click(screen.getByRole("button", { name: "Join the new server" }));
  await vi.waitFor(() => expect(went).toEqual([{ at: "space", spaceId: "!newer:far" }]));
  expect(join).toHaveBeenCalledWith("!newer:far", ["far", "localhost"]);
});

it("goes to the new server without joining it again, and says nothing in others", async () => {
  const { join, draw } = moved(true);
  const { went } = draw("!old");
  fireEvent.click(screen.getByRole("button", { name: "Go to the new server" }));
  await vi.waitFor(() => expect(went).toEqual([{ at: "space", spaceId: "!newer:far" }]));
  expect(join).not.toHaveBeenCalled();
  cleanup();
  draw("!other");
  expect(screen.queryByRole("button")).toBeNull();
});

it("says whom to ask where only who is invited comes in, and stays", async () => {
  const { join, draw } = moved(false);
  join.mockRejectedValue(new AppError("MATRIX_FORBIDDEN", "You are not invited to this room."));
  const { went } = draw("!old");
  fireEvent.click(screen.getByRole("button", { name: "Join the new server" }));
  await screen.findByText(/Ask Mira, who moved it, to invite you/u);
  expect(went).toEqual([]);
});
