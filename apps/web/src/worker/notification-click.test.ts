import { expect, it } from "vitest";
import { answerTaps } from "./notification-click.ts";
import type { TappedEvent, WorkerScope } from "./scope.ts";

function tapIn(pages: { focus(): Promise<unknown>; postMessage(message: unknown): void }[]) {
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

it("brings the page to the front and says which card was tapped", async () => {
  const heard: unknown[] = [];
  let focused = 0;
  const tap = tapIn([{ postMessage: (message) => void heard.push(message), focus: async () => void focused++ }]);
  await tap.done();
  expect(heard).toEqual([{ type: "card-tapped", tag: "!room" }]);
  expect([focused, tap.isClosed(), tap.opened]).toEqual([1, true, []]);
});

it("opens the app where no page is left", async () => {
  const tap = tapIn([]);
  await tap.done();
  expect(tap.opened).toEqual(["/"]);
});
