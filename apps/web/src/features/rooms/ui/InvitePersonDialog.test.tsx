// @vitest-environment jsdom
import { systemClock } from "@parley/kernel";
import { buildMember, buildRoom, buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { InvitePersonDialog } from "./InvitePersonDialog.tsx";
import { renderRooms } from "./testing/render-rooms.tsx";

afterEach(cleanup);

it("tells who is in from who is only invited", async () => {
  const jun = buildMember({ userId: "@jun:localhost", name: "Jun" });
  const june = buildMember({ userId: "@june:localhost", name: "June", membership: "invite" });
  const session = buildSession({
    clock: systemClock,
    people: [jun, june],
    rooms: [buildRoom({ id: "!a", name: "plans", members: [jun, june] })],
  });
  const details = session.rooms.details("!a").value;
  if (details === null) throw new Error("the room is missing");
  renderRooms(session, <InvitePersonDialog details={details} onClose={() => {}} />);
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "jun" } });
  const list = await screen.findByRole("list", { name: "People" }, { timeout: 5000 });
  expect([...list.querySelectorAll("li")].map((row) => row.textContent)).toEqual([
    expect.stringMatching(/^J?Jun@.*Already in$/u),
    expect.stringMatching(/^J?June@.*Invited$/u),
  ]);
});

it("puts whom one has blocked behind the others, and says so", async () => {
  const people = ["jun", "june"].map((name) => ({ userId: `@${name}:localhost`, name, avatarMxc: null }));
  const session = buildSession({
    clock: systemClock,
    people,
    blocked: ["@jun:localhost"],
    rooms: [buildRoom({ id: "!a", name: "plans" })],
  });
  const details = session.rooms.details("!a").value;
  if (details === null) throw new Error("the room is missing");
  renderRooms(session, <InvitePersonDialog details={details} onClose={() => {}} />);
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "jun" } });
  const list = await screen.findByRole("list", { name: "People" }, { timeout: 5000 });
  expect([...list.querySelectorAll("li")].map((row) => row.textContent)).toEqual([
    expect.stringMatching(/june@june/u),
    expect.stringMatching(/junBlocked@jun/u),
  ]);
});
