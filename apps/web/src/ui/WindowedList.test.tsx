// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ScrollArea } from "./ScrollArea.tsx";
import { WindowedList } from "./WindowedList.tsx";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const height = 400;
const px = 20;

// jsdom lays nothing out: rows of 20 px in an area of 400.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(height);
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function rect(this: Element) {
    const scroller = this.closest("[data-scroller]");
    const padding = Number.parseFloat(this.parentElement?.style.paddingTop || "0");
    const index = [...(this.parentElement?.querySelectorAll("[data-row]") ?? [])].indexOf(this);
    const inside = index === -1 ? 0 : padding + index * px;
    const top = this === scroller ? 0 : inside - (scroller?.scrollTop ?? 0);
    return new DOMRect(0, top, 100, px);
  });
});

const names = (count: number) => Array.from({ length: count }, (_, index) => `room ${index}`);
const draw = (count: number, current: string | null = null) => (
  <ScrollArea memory="test" role="region" aria-label="area">
    <WindowedList items={names(count)} keyOf={(name) => name} rowPx={px} current={current}>
      {(name) => <span>{name}</span>}
    </WindowedList>
  </ScrollArea>
);
const area = () => screen.getByRole("region");
const scrollTo = (top: number) =>
  act(() => {
    area().scrollTop = top;
    fireEvent.scroll(area());
  });

it("draws short lists whole", () => {
  render(draw(80));
  expect(screen.getAllByRole("listitem")).toHaveLength(80);
  expect(screen.getAllByRole("listitem")[0]?.hasAttribute("aria-setsize")).toBe(false);
});

it("draws of 5,000 rows those in view with some around them, each with its place", () => {
  render(draw(5000));
  scrollTo(40_000);
  const rows = screen.getAllByRole("listitem");
  expect(rows.length).toBeLessThan(120);
  expect(screen.getByText("room 2000")).toBeTruthy();
  expect(screen.getByText("room 2020")).toBeTruthy();
  expect(rows[0]?.getAttribute("aria-setsize")).toBe("5000");
  const at = Number(rows[0]?.getAttribute("aria-posinset"));
  expect(rows[0]?.textContent).toBe(`room ${at - 1}`);
  const list = screen.getByRole("list");
  const drawn =
    Number.parseFloat(list.style.paddingTop) + rows.length * px + Number.parseFloat(list.style.paddingBottom);
  expect(drawn).toBe(5000 * px);
});

it("shows the row that becomes the current one, and leaves the list alone while it is seen", () => {
  const { rerender } = render(draw(5000));
  rerender(draw(5000, "room 3000"));
  // jsdom does not tell of its own scrolling.
  fireEvent.scroll(area());
  expect(screen.getByText("room 3000")).toBeTruthy();
  const top = area().scrollTop;
  rerender(draw(5000, "room 3001"));
  expect(area().scrollTop).toBe(top);
});

it("survives a list that becomes much shorter", () => {
  const { rerender } = render(draw(5000));
  scrollTo(90_000);
  rerender(draw(100));
  expect(screen.getAllByRole("listitem").length).toBeGreaterThan(0);
});

it("comes back scrolled as it was left", () => {
  const { unmount } = render(draw(5000));
  scrollTo(12_340);
  unmount();
  render(draw(5000));
  expect(area().scrollTop).toBe(12_340);
});

it("draws anew only the row that was current and the one that is", () => {
  const items = names(60);
  const row = vi.fn((name: string, isCurrent: boolean) => <span aria-current={isCurrent}>{name}</span>);
  const list = (current: string) => (
    <ScrollArea memory="test" role="region" aria-label="area">
      <WindowedList items={items} keyOf={(name) => name} rowPx={px} current={current}>
        {row}
      </WindowedList>
    </ScrollArea>
  );
  const { rerender } = render(list("room 3"));
  row.mockClear();
  rerender(list("room 7"));
  expect(row.mock.calls).toEqual([
    ["room 3", false],
    ["room 7", true],
  ]);
  expect(screen.getByText("room 7").getAttribute("aria-current")).toBe("true");
});
