// @vitest-environment jsdom
import { signal } from "@parley/kernel";
import { buildSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { renderInWorld } from "../../../../shared/testing/fake-world.tsx";
import { Edges } from "./Edges.tsx";

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
