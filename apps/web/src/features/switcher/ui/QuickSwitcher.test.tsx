// @vitest-environment jsdom
import { buildRoom, buildSession, buildSpace, createManualClock } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { Palette } from "lucide-react";
import { afterEach, expect, it, vi } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ClockContext } from "../../../shared/time.ts";
import { QuickSwitcher } from "./QuickSwitcher.tsx";

afterEach(cleanup);
// jsdom has none.
Element.prototype.scrollIntoView = () => {};

function draw(ahead = { text: "", entered: false }) {
  const clock = createManualClock();
  const session = buildSession({
    clock,
    spaces: [buildSpace({ id: "!atelier", name: "Atelier" })],
    rooms: [
      buildRoom({ id: "!general", spaceId: "!atelier", name: "general", activeAt: 2 }),
      buildRoom({ id: "!design", spaceId: "!atelier", name: "design", activeAt: 1 }),
    ],
    people: [{ userId: "@desi:localhost", name: "Desiree", avatarMxc: null }],
  });
  const run = vi.fn();
  const close = vi.fn();
  const view = renderInWorld(
    <ClockContext value={clock}>
      <QuickSwitcher
        onClose={close}
        typed={() => ahead}
        recent={["!general"]}
        actions={[{ id: "server", label: "Create server", icon: Palette, run }]}
        currentRoomId={null}
        pages={[
          {
            id: "appearance",
            label: "Appearance",
            words: "",
            icon: Palette,
            place: { at: "settings", page: "appearance" },
          },
        ]}
      />
    </ClockContext>,
    { session },
  );
  const field = screen.getByRole("combobox");
  const chosen = () => document.getElementById(field.getAttribute("aria-activedescendant") ?? "")?.textContent ?? "";
  const type = (value: string) => fireEvent.change(field, { target: { value } });
  const press = (key: string) => fireEvent.keyDown(field, { key });
  return { ...view, clock, session, field, chosen, type, press, run, close };
}

it("names the chosen line to screen readers, and goes there with Enter", () => {
  const { field, chosen, type, press, went, close } = draw();
  expect(field.getAttribute("aria-controls")).toBe(screen.getByRole("listbox").id);
  expect(chosen()).toContain("general");
  type("desi");
  expect(chosen()).toContain("design");
  expect(screen.getByRole("option", { selected: true }).textContent).toContain("in Atelier");
  press("Enter");
  expect(went).toEqual([{ at: "space", spaceId: "!atelier", roomId: "!design" }]);
  expect(close).toHaveBeenCalledOnce();
});

it("moves by arrows, around its ends", () => {
  const { chosen, press } = draw();
  press("ArrowDown");
  expect(chosen()).toContain("design");
  press("ArrowUp");
  press("ArrowUp");
  expect(chosen()).toContain("Create server");
});

it("leads to settings, and does things", () => {
  const { type, press, went, run } = draw();
  type("apperance");
  press("Enter");
  expect(went).toEqual([{ at: "settings", page: "appearance" }]);
  type("create");
  press("Enter");
  expect(run).toHaveBeenCalledOnce();
});

it("finds people of the homeserver below, and opens the conversation with them", async () => {
  const { clock, session, type, went, press } = draw();
  const open = vi.spyOn(session.rooms, "openDirect").mockResolvedValue("!new");
  type("desi");
  act(() => clock.tick(300));
  const person = await screen.findByRole("option", { name: /Write to Desiree/ });
  press("ArrowDown");
  await waitFor(() => expect(person.getAttribute("aria-selected")).toBe("true"));
  press("Enter");
  await waitFor(() => expect(went).toEqual([{ at: "home", roomId: "!new" }]));
  expect(open).toHaveBeenCalledWith("@desi:localhost");
});

it("leads nobody to a conversation who has closed it while that was made", async () => {
  const { clock, session, type, press, went, close, unmount } = draw();
  const made = Promise.withResolvers<string>();
  vi.spyOn(session.rooms, "openDirect").mockReturnValue(made.promise);
  type("desi");
  act(() => clock.tick(300));
  await screen.findByRole("option", { name: /Write to Desiree/ });
  press("ArrowDown");
  press("Enter");
  unmount();
  await act(async () => made.resolve("!new"));
  expect([went, close.mock.calls]).toEqual([[], []]);
});

it("finds whom one has blocked behind the others, and says so", async () => {
  const { clock, session, type } = draw();
  await session.people.block("@desi:localhost");
  type("desi");
  act(() => clock.tick(300));
  const person = await screen.findByRole("option", { name: /Write to Desiree/ });
  expect(person.textContent).toContain("Blocked · @desi:localhost");
});

it("says when nothing is called that", async () => {
  const { clock, type } = draw();
  type("zzzzzz");
  act(() => clock.tick(300));
  expect(await screen.findByText("Nothing is called that.")).toBeTruthy();
  expect(screen.getByRole("status").textContent).toBe("0 found");
});

it("begins with what was typed before it stood, and goes there when Enter was among it", async () => {
  const waiting = draw({ text: "desi", entered: false });
  await waitFor(() => expect(waiting.chosen()).toContain("design"));
  expect(waiting.went).toEqual([]);
  cleanup();
  const entered = draw({ text: "desi", entered: true });
  await waitFor(() => expect(entered.went).toMatchObject([{ at: "space", roomId: "!design" }]));
  expect(entered.close).toHaveBeenCalled();
});
