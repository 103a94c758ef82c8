import type { WorkerScope } from "./scope.ts";

/** What the page hears of a card that was tapped. */
export interface CardTapped {
  readonly type: "card-tapped";
  /** The tag that the page gave the card. */
  readonly tag: string;
}

/** Brings the app to the front when one of its cards is tapped, and tells the page which one it was. */
export function answerTaps(scope: WorkerScope): void {
  scope.addEventListener("notificationclick", (event) => {
    const { tag } = event.notification;
    event.notification.close();
    event.waitUntil(show(scope, tag));
  });
}

async function show(scope: WorkerScope, tag: string): Promise<void> {
  const [page] = await scope.clients.matchAll({ type: "window" });
  if (page === undefined) {
    // The page has ended meanwhile: what is unread is in sight when it opens.
    await scope.clients.openWindow("/");
    return;
  }
  page.postMessage({ type: "card-tapped", tag } satisfies CardTapped);
  await page.focus();
}
