import { expect, it } from "vitest";
import { answerTaps } from "./notification-click.ts";
import type { TappedEvent, WindowPage, WorkerScope } from "./scope.ts";

/** A tab; `gave` is the card that it gave. */
function tab(gave: string | null = null) {
  const facts = { heard: [] as unknown[], focused: 0 };
  const page: WindowPage = {
    focus: async () => void facts.focused++,
    postMessage(message, [port]) {
      facts.heard.push(message);
      if (gave === "!room") port?.postMessage(true);
    },
  };
  return { page, facts };
}

function tapIn(pages: readonly WindowPage[]) {
  const opened: string[] = [];
  let run: ((event: TappedEvent) => void) | null = null;
  const scope = {
    clients: {
      matchAll: async () => pages,
      openWindow: async (path: string) => void opened.push(path),
    },
    addEventListener(_type: "notificationclick", listener: (event: TappedEvent) => void) {
      run = listener;
    },
  } as unknown as WorkerScope;
  answerTaps(scope);
  let work: Promise<unknown> = Promise.resolve();
  let closed = false;
  const notification = {
    tag: "!room",
    close() {
      closed = true;
    },
  };
  const event: TappedEvent = {
    notification,
    waitUntil(doing) {
      work = doing;
    },
  };
  (run as unknown as (event: TappedEvent) => void)(event);
  return { done: () => work, opened, isClosed: () => closed };
}

it("brings the page to the front that gave the card, and says which card was tapped", async () => {
  const [other, leader] = [tab(), tab("!room")];
  const tap = tapIn([other.page, leader.page]);
  await tap.done();
  expect(leader.facts).toEqual({ heard: [{ type: "card-tapped", tag: "!room" }], focused: 1 });
  expect(other.facts.focused).toBe(0);
  expect([tap.isClosed(), tap.opened]).toEqual([true, []]);
});

it("brings any page to the front where none knows the card any more", async () => {
  const [first, second] = [tab(), tab("!another")];
  await tapIn([first.page, second.page]).done();
  expect([first.facts.focused, second.facts.focused]).toEqual([1, 0]);
});

it("opens the app where no page is left", async () => {
  const tap = tapIn([]);
  await tap.done();
  expect(tap.opened).toEqual(["/"]);
});
