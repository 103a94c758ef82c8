// @vitest-environment jsdom
import { signal } from "@parley/kernel";
import { buildMessage, buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { EntryContext } from "../../../../shared/page-memory.ts";
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

it("goes to what a message answers by its address, in the server where the room is shown", async () => {
  const session = buildSession({
    spaces: [buildSpace({ id: "!one:localhost" }), buildSpace({ id: "!two:localhost" })],
    rooms: [
      buildRoom({
        id: roomId,
        items: [
          buildMessage({
            text: "hi",
            replyTo: { eventId: "$said", senderId: "@ben:x", senderName: "Ben", text: "hello" },
          }),
        ],
      }),
    ],
  });
  const known = session.rooms.list.peek();
  const list = signal(known);
  vi.spyOn(session.rooms, "list", "get").mockReturnValue(list);
  const { went, redraw } = renderChat(session, <RoomView roomId={roomId} spaceId={null} />);
  rowHeight = 50;
  await screen.findByText("hi");
  const categories = [{ id: null, name: "", channels: known.rooms, joinable: [] }];
  act(() => {
    list.value = { ...known, rooms: [], spaces: known.spaces.map((space) => ({ ...space, categories })) };
  });
  redraw(<RoomView roomId={roomId} spaceId="!two:localhost" />);
  fireEvent.click(screen.getByRole("button", { name: /hello/ }));
  expect(went).toEqual([{ at: "space", spaceId: "!two:localhost", roomId, eventId: "$said" }]);
});

/** A room of sixty messages as the entries of a history show it, one after the other. */
async function drawEntries() {
  rowHeight = 50;
  Object.assign(Element.prototype, {
    scrollTo(this: Element, { top = 0 }: ScrollToOptions) {
      this.scrollTop = Math.max(0, Math.min(top, this.scrollHeight - this.clientHeight));
      fireEvent.scroll(this);
    },
  });
  const items = Array.from({ length: 60 }, (_, at) => buildMessage({ eventId: `$${at}`, text: `message ${at}` }));
  const session = buildSession({ rooms: [buildRoom({ id: roomId, items })] });
  const entry = (name: string, eventId?: string) => (
    <EntryContext value={name}>
      <RoomView roomId={roomId} spaceId={null} {...(eventId === undefined ? {} : { eventId })} />
    </EntryContext>
  );
  const view = renderChat(session, entry("one"));
  await screen.findByText("message 59");
  const settle = async () => {
    for (let times = 0; times < 4; times += 1) {
      await act(() => new Promise((resolve) => setTimeout(resolve, 30)));
      act(() => {
        for (const observer of observers) observer.measure();
      });
    }
  };
  await settle();
  const scroller = () => document.querySelector("[data-region=timeline]") as HTMLElement;
  /** Someone turns the wheel until the row stands there. */
  const scrollTo = async (top: number) => {
    fireEvent.wheel(scroller(), { deltaY: top - scroller().scrollTop });
    scroller().scrollTop = top;
    await act(async () => void fireEvent.scroll(scroller()));
    await settle();
  };
  const come = async (name: string, eventId?: string) => {
    view.redraw(entry(name, eventId));
    await settle();
  };
  return { ...view, scroller, scrollTo, come };
}

it("comes back from a message to where one read, and forward to where one read there", async () => {
  const { scroller, scrollTo, come } = await drawEntries();
  const end = () => scroller().scrollHeight - viewHeight;
  expect(scroller().scrollTop).toBe(end());
  await come("two", "$5");
  expect(screen.getByText("message 5")).toBeTruthy();
  expect(scroller().scrollTop).toBeLessThan(600);
  await come("one");
  expect(scroller().scrollTop).toBe(end());
  await scrollTo(1_234);
  await come("three", "$50");
  expect(scroller().scrollTop).toBeGreaterThan(1_300);
  await scrollTo(1_777);
  await come("one");
  expect(scroller().scrollTop).toBe(1_234);
  await come("three", "$50");
  expect(scroller().scrollTop).toBe(1_777);
});

it("names the room in the address again for who goes on from its message to the end", async () => {
  const { scroller, scrollTo, come, went } = await drawEntries();
  await come("two", "$5");
  expect(went).toEqual([]);
  await scrollTo(scroller().scrollHeight - viewHeight);
  await waitFor(() => expect(went).toEqual([{ at: "home", roomId }]));
});
