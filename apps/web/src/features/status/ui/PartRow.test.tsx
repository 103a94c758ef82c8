// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { PartRow } from "./PartRow.tsx";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

it("opens the log at its newest line", async () => {
  vi.spyOn(Element.prototype, "scrollHeight", "get").mockReturnValue(4_000);
  const parley = createFakeParley();
  parley.answers["stack.logs"] = () => ({ lines: ["old", "new"] });
  const part = {
    name: "homeserver",
    state: "ready",
    run: "child",
    since: 0,
    version: null,
    restarts: 0,
    lastError: null,
    advice: null,
    cause: null,
  } as const;
  renderInWorld(<PartRow part={part} onChanged={() => {}} />, { parley });
  fireEvent.click(screen.getByRole("button", { name: "Show log" }));
  const log = await screen.findByRole("region");
  expect(log.textContent).toBe("old\nnew");
  expect(log.scrollTop).toBe(4_000);
});
