import type { WindowPage, WorkerScope } from "./scope.ts";

/** What the pages hear of a card that was tapped. The one that gave it answers on the port that comes with it. */
export interface CardTapped {
  readonly type: "card-tapped";
  /** The tag that the page gave the card. */
  readonly tag: string;
}

/** A page that is up answers at once; browsers let a page come to the front only for a moment after the tap. Milliseconds. */
const answerMs = 300;

/** Brings the page that gave the card to the front, and tells it which one it was. */
export function answerTaps(scope: WorkerScope): void {
  scope.addEventListener("notificationclick", (event) => {
    const { tag } = event.notification;
    event.notification.close();
    event.waitUntil(show(scope, tag));
  });
}

async function show(scope: WorkerScope, tag: string): Promise<void> {
  const pages = await scope.clients.matchAll({ type: "window" });
  const [first] = pages;
  if (first === undefined) {
    // The page has ended meanwhile: what is unread is in sight when it opens.
    await scope.clients.openWindow("/");
    return;
  }
  // Of several tabs only the one that leads gives cards, and which one that is only it knows.
  await ((await whoGave(pages, tag)) ?? first).focus();
}

function whoGave(pages: readonly WindowPage[], tag: string): Promise<WindowPage | null> {
  return new Promise((resolve) => {
    const channels = pages.map((page) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => end(page);
      page.postMessage({ type: "card-tapped", tag } satisfies CardTapped, [channel.port2]);
      return channel;
    });
    const late = setTimeout(() => end(null), answerMs);
    const end = (page: WindowPage | null): void => {
      clearTimeout(late);
      for (const { port1 } of channels) port1.close();
      resolve(page);
    };
  });
}
