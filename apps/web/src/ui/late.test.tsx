// @vitest-environment jsdom
import { act, cleanup, render, screen } from "@testing-library/react";
import { Component, type ReactNode, useLayoutEffect } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { createLate, type Late, useLate } from "./late.ts";

afterEach(cleanup);

function Shown({ part, wanted }: { readonly part: Late<string>; readonly wanted: boolean }) {
  return <p>{useLate(part, wanted) ?? "nothing yet"}</p>;
}

function Beside({ drawn }: { readonly drawn: () => void }) {
  useLayoutEffect(drawn);
  return null;
}

/** What the page shows in the place of a part that has failed. */
class Boundary extends Component<{ readonly children: ReactNode }, { readonly failure: string | null }> {
  override state = { failure: null };
  static getDerivedStateFromError = (error: Error) => ({ failure: error.message });
  override render() {
    return this.state.failure ?? this.props.children;
  }
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

it("fails where it stands, and is asked for anew after that", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const fetch = vi.fn(async () => "arrived");
  fetch.mockRejectedValueOnce(new Error("Importing a module script failed."));
  const part = createLate(fetch);
  render(
    <Boundary>
      <Shown part={part} wanted />
    </Boundary>,
  );
  await act(async () => {});
  expect(screen.getByText("Importing a module script failed.")).toBeDefined();
  cleanup();
  render(<Shown part={part} wanted />);
  await act(async () => {});
  expect(screen.getByText("arrived")).toBeDefined();
});
