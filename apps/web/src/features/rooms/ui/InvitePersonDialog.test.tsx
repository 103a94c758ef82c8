// @vitest-environment jsdom
import { systemClock } from "@parley/kernel";
import { buildMember, buildRoom, buildSession, buildSpace } from "@parley/testkit";
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
  // Aloud the number alone.
  expect(screen.getByText("2 people found").getAttribute("role")).toBe("status");
  expect(list.closest("[aria-live], [role=status]")).toBeNull();
  expect([...list.querySelectorAll("li")].map((row) => row.textContent)).toEqual([
    expect.stringMatching(/^J?Jun@.*Already in$/u),
    expect.stringMatching(/^J?June@.*Invited$/u),
  ]);
});

it("suggests who is in the server and not in its channel before anything is typed, and keeps whom one invites", async () => {
  const person = (name: string, over = {}) => buildMember({ userId: `@${name}:localhost`, name, ...over });
  const [rosa, jun, mira, ada, ines] = [person("rosa"), person("jun"), person("mira"), person("ada"), person("ines")];
  const session = buildSession({
    clock: systemClock,
    blocked: [ines.userId],
    spaces: [
      buildSpace({
        id: "!s",
        name: "Atelier",
        members: [rosa, jun, mira, ada, ines, person("far", { membership: "invite" })],
      }),
    ],
    rooms: [buildRoom({ id: "!a", name: "plans", spaceId: "!s", members: [rosa, jun] })],
  });
  const details = session.rooms.details("!a").value;
  if (details === null) throw new Error("the room is missing");
  renderRooms(session, <InvitePersonDialog details={details} onClose={() => {}} />);
  const names = () =>
    [...screen.getByRole("list", { name: "In Atelier" }).querySelectorAll("li bdi")].map((row) => row.textContent);
  expect(names()).toEqual(["mira", "ada"]);
  fireEvent.click(screen.getAllByRole("button", { name: "Invite" })[0] as HTMLElement);
  await screen.findByText("Invited");
  expect(names()).toEqual(["mira", "ada"]);
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "jun" } });
  expect(screen.queryByRole("list", { name: "In Atelier" })).toBeNull();
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
