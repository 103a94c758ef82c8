// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useLayoutEffect } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { createLate, type Late, LateFailed, useLate } from "./late.ts";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  giveUp.mockClear();
});

const giveUp = vi.fn();

function Shown({ part, wanted }: { readonly part: Late<string>; readonly wanted: boolean }) {
  return <p>{useLate(part, wanted, giveUp) ?? "nothing yet"}</p>;
}

function Beside({ drawn }: { readonly drawn: () => void }) {
  useLayoutEffect(drawn);
  return null;
}

it("fetches nothing before it is wanted, and once for all who want it", async () => {
  const fetch = vi.fn(async () => "arrived");
  const part = createLate(fetch);
  const drawn = render(<Shown part={part} wanted={false} />);
  expect(fetch).not.toHaveBeenCalled();
  drawn.rerender(
    <>
      <Shown part={part} wanted />
      <Shown part={part} wanted />
    </>,
  );
  expect(screen.getAllByText("nothing yet")).toHaveLength(2);
  await act(async () => {});
  expect(screen.getAllByText("arrived")).toHaveLength(2);
  expect(fetch).toHaveBeenCalledTimes(1);
});

it("is there with the first drawing once it has been fetched", async () => {
  const part = createLate(async () => "arrived");
  await part.load();
  render(<Shown part={part} wanted />);
  expect(screen.getByText("arrived")).toBeDefined();
});

it("is shown though it comes between the drawing and what follows it", async () => {
  let now: string | null = null;
  const part: Late<string> = {
    get now() {
      return now;
    },
    load: async () => "arrived",
  };
  const arrive = () => {
    now = "arrived";
  };
  render(
    <>
      <Shown part={part} wanted />
      <Beside drawn={arrive} />
    </>,
  );
  expect(await screen.findByText("arrived")).toBeDefined();
});

it("is given up when it cannot be had, which is said, and asked for anew after that", async () => {
  const fetch = vi.fn(async () => "arrived");
  fetch.mockRejectedValueOnce(new Error("Importing a module script failed."));
  const part = createLate(fetch);
  const said = vi.fn();
  const drawn = (wanted: boolean) => (
    <LateFailed value={said}>
      <Shown part={part} wanted={wanted} />
    </LateFailed>
  );
  const { rerender } = render(drawn(true));
  await act(async () => {});
  expect(screen.getByText("nothing yet")).toBeDefined();
  expect([giveUp.mock.calls.length, said.mock.calls.length]).toEqual([1, 1]);
  rerender(drawn(false));
  rerender(drawn(true));
  await act(async () => {});
  expect(screen.getByText("arrived")).toBeDefined();
  expect(said).toHaveBeenCalledTimes(1);
});

it.each([
  ["a press elsewhere", () => void fireEvent.pointerDown(document.body)],
  ["a key", () => void fireEvent.keyDown(document.body, { key: "Escape" })],
  ["five seconds", () => void vi.advanceTimersByTime(5_000)],
])("is waited for no longer after %s", (_, turn) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  render(<Shown part={createLate(() => new Promise<string>(() => {}))} wanted />);
  vi.advanceTimersByTime(4_900);
  expect(giveUp).not.toHaveBeenCalled();
  turn();
  expect(giveUp).toHaveBeenCalledTimes(1);
});

it("is waited for while a key is held, or one that does nothing alone is pressed", () => {
  render(<Shown part={createLate(() => new Promise<string>(() => {}))} wanted />);
  fireEvent.keyDown(document.body, { key: "Enter", repeat: true });
  fireEvent.keyDown(document.body, { key: "Shift" });
  expect(giveUp).not.toHaveBeenCalled();
  fireEvent.keyDown(document.body, { key: "a" });
  expect(giveUp).toHaveBeenCalledTimes(1);
});
