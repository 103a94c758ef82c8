// @vitest-environment jsdom
import { signal } from "@parley/kernel";
import type { Edge } from "@parley/matrix";
import { buildSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { renderInWorld } from "../../../../shared/testing/fake-world.tsx";
import { Edges, Finding } from "./Edges.tsx";

afterEach(cleanup);

it("leaves it to the line above to say that there is no connection, and tries again when it is back", () => {
  const session = buildSession();
  session.connection.value = { state: "offline", since: 0, reason: "network" };
  const [fetchOlder, fetchNewer] = [vi.fn(), vi.fn()];
  const timeline = { older: signal("failed" as const), newer: signal("end" as const) };
  renderInWorld(<Edges model={{ rows: signal([]), timeline, fetchOlder, fetchNewer }} />, { session });
  expect(screen.queryByRole("alert")).toBeNull();
  expect(fetchOlder).not.toHaveBeenCalled();
  act(() => {
    session.connection.value = { state: "online", since: 0 };
  });
  expect(fetchOlder).toHaveBeenCalledTimes(1);
  fireEvent.click(screen.getByRole("button", { name: "Retry" }));
  expect(fetchOlder).toHaveBeenCalledTimes(2);
  expect(fetchNewer).not.toHaveBeenCalled();
});

it("says that there is nothing to show, with a way to older messages, once nothing is on its way", async () => {
  const fetchOlder = vi.fn();
  const timeline = { older: signal<Edge>("loading"), newer: signal<Edge>("end") };
  const model = { rows: signal([]), timeline, fetchOlder, fetchNewer: vi.fn() };
  renderInWorld(<Edges model={model} />, { session: buildSession() });
  expect(screen.queryByRole("button", { name: "Load older messages" })).toBeNull();
  act(() => {
    timeline.older.value = "more";
  });
  fireEvent.click(await screen.findByRole("button", { name: "Load older messages" }));
  expect(fetchOlder).toHaveBeenCalledTimes(1);
  act(() => {
    timeline.older.value = "loading";
  });
  await waitFor(() => expect(screen.queryByRole("button", { name: "Load older messages" })).toBeNull());
});

it("says that a message is looked for, once that takes a while", async () => {
  const { rerender } = renderInWorld(<Finding waiting />, { session: buildSession() });
  expect(screen.queryByRole("status")).toBeNull();
  expect((await screen.findByText("Looking for the message")).getAttribute("role")).toBe("status");
  rerender(<Finding waiting={false} />);
  await waitFor(() => expect(screen.queryByText("Looking for the message")).toBeNull());
});
