// @vitest-environment jsdom
import { buildRoom, buildSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { knownPress, notePress } from "../../shared/known-press.ts";
import { renderInWorld } from "../../shared/testing/fake-world.tsx";
import { PressHint } from "./PressHint.tsx";

beforeEach(() => {
  localStorage.clear();
  knownPress.heard(null);
});
afterEach(cleanup);

const draw = (...rooms: string[]) =>
  renderInWorld(<PressHint />, {
    session: buildSession({ rooms: rooms.map((name) => buildRoom({ id: `!${name}`, name })) }),
  });
const hint = () => screen.queryByRole("complementary", { name: "Menus by touch" });

it("is said until it is known, once a browser, and not where there is nothing to press", () => {
  draw();
  expect(hint()).toBeNull();
  cleanup();
  draw("plans");
  expect(hint()?.textContent).toContain("Rest a finger on a chat or a message");
  fireEvent.click(screen.getByRole("button", { name: "Got it" }));
  expect(hint()).toBeNull();
  // Another visit.
  cleanup();
  knownPress.heard(null);
  draw("plans");
  expect(hint()).toBeNull();
});

it("goes with the first long press", () => {
  draw("plans");
  act(notePress);
  expect(hint()).toBeNull();
});
