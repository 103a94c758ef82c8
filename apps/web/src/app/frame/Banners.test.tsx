// @vitest-environment jsdom
import { buildSession } from "@parley/testkit";
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderInWorld } from "../../shared/testing/fake-world.tsx";
import { Banners } from "./Banners.tsx";

afterEach(cleanup);

const draw = (inRoom = false) => {
  const session = buildSession();
  renderInWorld(<Banners refusal={null} problem={null} inRoom={inRoom} />, { session });
  return session;
};

it("offers once to take over from the other tab: not in the banner when the content does", () => {
  const session = draw(true);
  act(() => {
    session.connection.value = { state: "elsewhere", since: 0 };
  });
  expect(screen.queryByRole("button", { name: "Use here" })).toBeNull();
  cleanup();
  act(() => {
    draw(false).connection.value = { state: "elsewhere", since: 0 };
  });
  expect(screen.getByRole("button", { name: "Use here" })).toBeTruthy();
});

it("calls a homeserver that is late with what is new slow, and keeps what waits in words", () => {
  const session = draw();
  act(() => {
    session.queued.value = 2;
    session.connection.value = { state: "catching-up", since: 0 };
  });
  expect(screen.getByRole("status").textContent).toMatch(/slow to answer.*2 messages are kept/);
});
