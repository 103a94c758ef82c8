// @vitest-environment jsdom
import { buildMessage, buildRoom, buildSession } from "@parley/testkit";
import { act, cleanup, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RoomView } from "../room/RoomView.tsx";
import { renderChat } from "../testing/render-chat.tsx";

const roomId = "!a:localhost";
const viewHeight = 600;

let rowHeight: number;
let observers: Set<FakeResizeObserver>;

/** Tells of a size only when the test says so. */
class FakeResizeObserver implements ResizeObserver {
  readonly #tell: ResizeObserverCallback;
  readonly #seen = new Set<Element>();
  constructor(tell: ResizeObserverCallback) {
    this.#tell = tell;
    observers.add(this);
  }
  observe(element: Element): void {
    this.#seen.add(element);
  }
  unobserve(element: Element): void {
    this.#seen.delete(element);
  }
  disconnect(): void {
    this.#seen.clear();
  }
  /** The rows that it watches are as high as they are now. */
  measure(): void {
    const rows = [...this.#seen].filter((element) => element.hasAttribute("data-index"));
    if (rows.length === 0) return;
    const size = [{ blockSize: rowHeight, inlineSize: 300 }];
    this.#tell(
      rows.map((target) => ({ target, borderBoxSize: size }) as unknown as ResizeObserverEntry),
      this,
    );
  }
}

const isScroller = (element: Element): boolean => element.getAttribute("data-region") === "timeline";
const log = (element: Element) => element.querySelector<HTMLElement>("[role=log]");

beforeEach(() => {
  observers = new Set();
  vi.stubGlobal("ResizeObserver", FakeResizeObserver);
  vi.spyOn(Element.prototype, "clientHeight", "get").mockImplementation(function (this: Element) {
    return isScroller(this) ? viewHeight : 0;
  });
  vi.spyOn(Element.prototype, "scrollHeight", "get").mockImplementation(function (this: Element) {
    return isScroller(this) ? Math.max(viewHeight, Number.parseFloat(log(this)?.style.height ?? "0")) : 0;
  });
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockImplementation(function (this: HTMLElement) {
    return this.hasAttribute("data-index") ? rowHeight : 0;
  });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("offers no way to the end once all rows fit, however high they were taken to be", async () => {
  rowHeight = 200;
  const items = Array.from({ length: 8 }, (_, at) => buildMessage({ eventId: `$${at}`, text: `message ${at}` }));
  const session = buildSession({ rooms: [buildRoom({ id: roomId, items })] });
  renderChat(session, <RoomView roomId={roomId} spaceId={null} />);
  expect(await screen.findByRole("button", { name: "Jump to latest" })).toBeTruthy();
  // Nothing scrolls by that: there is nothing to be scrolled.
  rowHeight = 40;
  act(() => {
    for (const observer of observers) observer.measure();
  });
  await waitFor(() => expect(screen.queryByRole("button", { name: "Jump to latest" })).toBeNull());
});
