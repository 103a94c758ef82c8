// @vitest-environment jsdom
import { buildMember, buildRoom, buildSession, buildSpace, createManualClock } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderChat } from "../testing/render-chat.tsx";
import { NewDirectDialog } from "./NewDirectDialog.tsx";

afterEach(cleanup);

it("opens the conversation with the first person found on Enter, once there is one", async () => {
  const clock = createManualClock();
  const session = buildSession({ clock, people: [buildMember({ userId: "@mira:localhost", name: "Mira" })] });
  const { went } = renderChat(session, <NewDirectDialog onClose={() => {}} />);
  const field = screen.getByRole("textbox");
  fireEvent.change(field, { target: { value: "mira" } });
  fireEvent.keyDown(field, { key: "Enter" });
  expect(went).toEqual([]);
  act(() => clock.tick(300));
  await screen.findByRole("button", { name: /Mira/u });
  fireEvent.keyDown(field, { key: "Enter" });
  await waitFor(() => expect(went).toMatchObject([{ at: "home" }]));
});

it("offers whom one has blocked only to who looks for them, last and marked", async () => {
  const clock = createManualClock();
  const members = ["ann", "anna"].map((name) => buildMember({ userId: `@${name}:localhost`, name }));
  const session = buildSession({
    clock,
    people: members,
    blocked: ["@ann:localhost"],
    spaces: [buildSpace({ id: "!s", name: "Atelier", members, memberCount: 2 })],
  });
  renderChat(session, <NewDirectDialog onClose={() => {}} />);
  const named = () => [...screen.getByRole("list", { name: "People" }).querySelectorAll("bdi")];
  expect(named().map((name) => name.textContent)).toEqual(["anna"]);
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "an" } });
  act(() => clock.tick(300));
  await waitFor(() => expect(named().map((name) => name.textContent)).toEqual(["anna", "ann"]));
  expect(screen.getByRole("button", { name: /ann@ann:localhost ?Blocked/u })).toBeTruthy();
  expect(screen.getAllByText("Blocked")).toHaveLength(1);
});

it("shows whom one knows before anyone is searched for: talks first, then one's smaller servers, never oneself", () => {
  const members = ["rosa", "jun", "mira"].map((name) => buildMember({ userId: `@${name}:localhost`, name }));
  const session = buildSession({
    spaces: [
      buildSpace({ id: "!s", name: "Atelier", members, memberCount: 3 }),
      buildSpace({
        id: "!big",
        name: "Big",
        members: [buildMember({ userId: "@far:localhost", name: "far" })],
        memberCount: 5000,
      }),
    ],
    rooms: [buildRoom({ id: "!d", kind: "direct", name: "Mira L", directUserId: "@mira:localhost" })],
  });
  renderChat(session, <NewDirectDialog onClose={() => {}} />);
  const people = screen.getByRole("list", { name: "People" });
  expect([...people.querySelectorAll("bdi")].map((name) => name.textContent)).toEqual(["Mira L", "jun"]);
});
