// @vitest-environment jsdom
import { AppError, systemClock } from "@parley/kernel";
import { buildSession, buildSpace } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { MenuAt } from "../../../ui/Menu.tsx";
import { SpaceMoves } from "./SpaceMoves.tsx";
import { renderRooms } from "./testing/render-rooms.tsx";
import { movedTo } from "./use-space-moves.ts";

afterEach(cleanup);

it.each([
  ["a", 0, "abc"],
  ["a", 1, "abc"],
  ["a", 2, "bac"],
  ["a", 3, "bca"],
  ["c", 0, "cab"],
  ["c", -1, "cab"],
  ["b", 9, "acb"],
])("puts %s before place %i: %s", (id, at, order) => {
  expect(movedTo(["a", "b", "c"], id, at).join("")).toBe(order);
});

const servers = (...names: string[]) =>
  buildSession({ clock: systemClock, spaces: names.map((name) => buildSpace({ id: `!${name}`, name })) });
const menuOf = (name: string) => (
  <MenuAt label="menu" at={{ x: 0, y: 0 }} from={document.body} onClose={() => {}}>
    <SpaceMoves spaceId={`!${name}`} />
  </MenuAt>
);

it("moves a server among one's own, and back by the toast", async () => {
  const session = servers("one", "two", "three");
  const names = () => session.rooms.list.value.spaces.map(({ name }) => name).join(" ");
  renderRooms(session, menuOf("three"));
  expect((await screen.findByRole("menuitem", { name: "Move down" })).getAttribute("aria-disabled")).toBe("true");
  fireEvent.click(screen.getByRole("menuitem", { name: "Move up" }));
  await waitFor(() => expect(names()).toBe("one three two"));
  fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => expect(names()).toBe("one two three"));
});

it("says that the homeserver refuses an order, and leaves the only server alone", async () => {
  const session = servers("one", "two");
  renderRooms(session, menuOf("two"));
  session.rooms.failNext(new AppError("MATRIX_FORBIDDEN", "no"));
  fireEvent.click(await screen.findByRole("menuitem", { name: "Move up" }));
  expect((await screen.findAllByText(/did not take the new order/u)).length).toBeGreaterThan(0);
  cleanup();
  renderRooms(servers("one"), menuOf("one"));
  expect(screen.queryByRole("menuitem")).toBeNull();
});
