// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { createFakeParley, renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { LogSettings } from "./LogSettings.tsx";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const line = (level: string, message: string) => JSON.stringify({ time: "2026-05-14T14:00:00.000Z", level, message });

async function open(lines: readonly string[] | Error) {
  const parley = createFakeParley();
  let given: typeof lines = lines;
  parley.answers["logs.tail"] = ({ cursor }: { cursor?: number }) => {
    if (given instanceof Error) throw given;
    return { file: "f", cursor: 9, size: 9, lines: cursor === undefined ? given : [] };
  };
  await parley.signIn();
  renderInWorld(<LogSettings />, { parley });
  return {
    give(next: typeof lines) {
      given = next;
    },
  };
}
const shown = () => within(screen.getByRole("region", { name: "Lines of the log" }));

it("shows the newest, is searched, and copies what was found", async () => {
  vi.spyOn(Element.prototype, "scrollHeight", "get").mockReturnValue(4_000);
  const written: string[] = [];
  const writeText = async (text: string) => void written.push(text);
  Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText } });
  await open([line("info", "Listening"), line("error", "It broke"), line("debug", "small talk")]);
  expect((await screen.findByRole("region")).scrollTop).toBe(4_000);
  expect(screen.getByRole("status").textContent).toBe("3 lines");
  fireEvent.change(screen.getByRole("searchbox", { name: "Find in the log" }), { target: { value: "BROKE" } });
  expect(screen.getByRole("status").textContent).toBe("1 line");
  expect(shown().getByText("ERROR")).toBeTruthy();
  expect(shown().queryByText(/Listening/u)).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Copy" }));
  await screen.findByRole("button", { name: "Copied" });
  expect(written).toEqual(["2026-05-14T14:00:00.000Z ERROR It broke"]);
  fireEvent.change(screen.getByRole("searchbox"), { target: { value: "zebra" } });
  expect(screen.getByText("No such line")).toBeTruthy();
  expect(screen.getByRole("button", { name: /Cop/u }).getAttribute("aria-disabled")).toBe("true");
});

it("stays where somebody scrolled up, until the latest is asked for", async () => {
  vi.spyOn(Element.prototype, "scrollHeight", "get").mockReturnValue(4_000);
  await open([line("info", "Listening")]);
  const box = await screen.findByRole("region");
  expect(screen.queryByRole("button", { name: "To the latest" })).toBeNull();
  box.scrollTop = 100;
  fireEvent.scroll(box);
  fireEvent.click(screen.getByRole("button", { name: "To the latest" }));
  expect(box.scrollTop).toBe(4_000);
  expect(screen.queryByRole("button", { name: "To the latest" })).toBeNull();
});

it("says that nothing was written, that it is paused, and why it could not be read", async () => {
  const { give } = await open(new AppError("MISSING_SCOPE", "Only the owner and admins read the log."));
  expect(await screen.findByRole("alert")).toBeTruthy();
  give([]);
  fireEvent.click(screen.getByRole("button", { name: /again/iu }));
  expect(await screen.findByText("The log is empty.")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Pause" }));
  expect(screen.getByRole("status").textContent).toBe("0 lines · paused");
  give(new AppError("UNREACHABLE", "gone", { retryable: true }));
  fireEvent.click(screen.getByRole("button", { name: "Go on" }));
  await waitFor(() => expect(screen.getByText(/What it wrote before is shown/u)).toBeTruthy());
  expect(screen.getByText("The log is empty.")).toBeTruthy();
});
