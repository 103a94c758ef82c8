import type { BrowserContext, Page } from "@playwright/test";

/** A card of the system, as the page gave it. */
interface Card {
  readonly title: string;
  readonly body: string;
  readonly closed: boolean;
}

/** Stands in for the system's cards, which nobody can read: the permission is the person's to give, as in a browser. */
export async function watchCards(pages: Page | BrowserContext): Promise<void> {
  await pages.addInitScript(() => {
    const cards: { title: string; body: string; tag: string; closed: boolean; onclick: (() => void) | null }[] = [];
    class Shown {
      static permission = localStorage.getItem("test.permission") ?? "default";
      static async requestPermission() {
        localStorage.setItem("test.permission", "granted");
        Shown.permission = "granted";
        return "granted";
      }
      readonly card: (typeof cards)[number];
      constructor(title: string, { body, tag }: { body: string; tag: string }) {
        // One of the same tag takes the place of the one before.
        for (const card of cards) if (card.tag === tag) card.closed = true;
        this.card = { title, body, tag, closed: false, onclick: null };
        cards.push(this.card);
      }
      set onclick(run: () => void) {
        this.card.onclick = run;
      }
      close() {
        this.card.closed = true;
      }
    }
    Object.assign(window, { Notification: Shown, cards });
  });
}

/** All cards that the page has given since it was loaded. */
export const cards = (page: Page): Promise<Card[]> =>
  page.evaluate<Card[]>("cards.map(({ title, body, closed }) => ({ title, body, closed }))");

/** The icon of the tab. */
export const icon = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => document.querySelector("link[rel=icon]")?.getAttribute("href"));
