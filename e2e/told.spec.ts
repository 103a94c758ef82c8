import AxeBuilder from "@axe-core/playwright";
import { composer, invite, message, setUp, signUp, write } from "@parley/testkit/people";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

interface Card {
  readonly title: string;
  readonly body: string;
  readonly closed: boolean;
}

/** Stands in for the system's cards, which nobody can read: the permission is the person's to give, as in a browser. */
async function watchCards(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const cards: { title: string; body: string; closed: boolean; onclick: (() => void) | null }[] = [];
    class Shown {
      static permission = localStorage.getItem("test.permission") ?? "default";
      static async requestPermission() {
        localStorage.setItem("test.permission", "granted");
        Shown.permission = "granted";
        return "granted";
      }
      readonly card: (typeof cards)[number];
      constructor(title: string, { body }: { body: string }) {
        this.card = { title, body, closed: false, onclick: null };
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
const cards = (page: Page): Promise<Card[]> =>
  page.evaluate(() =>
    (window as unknown as { cards: Card[] }).cards.map(({ title, body, closed }) => ({ title, body, closed })),
  );
const icon = (page: Page) => page.evaluate(() => document.querySelector("link[rel=icon]")?.getAttribute("href"));

test("one is told of a mention, finds it in the activity, and it is over when it is read", async ({
  parley,
  newBrowser,
}) => {
  const rosa = await newBrowser();
  await watchCards(rosa);
  await setUp(rosa, parley.setupLink() ?? "", { name: "rosa", password: "correct horse battery", server: "Atelier" });
  const tomas = await newBrowser();
  await signUp(tomas, await invite(rosa, "Atelier"), { name: "tomas", password: "staple battery horse" });
  await write(rosa, "welcome");
  await expect(message(tomas, "welcome")).toBeVisible();

  await rosa.goto(`${parley.baseUrl}/settings/notifications`);
  expect(await rosa.evaluate(() => Notification.permission)).toBe("default");
  await rosa.getByRole("group", { name: "Desktop notifications" }).getByText("On", { exact: true }).click();
  await expect(rosa.getByRole("group", { name: "Show what was written" })).toBeVisible();
  expect((await new AxeBuilder({ page: rosa }).analyze()).violations.map(({ id }) => id)).toEqual([]);

  await write(tomas, "nothing in particular");
  await composer(tomas).pressSequentially("@ros");
  await tomas.getByRole("option", { name: /rosa/ }).waitFor();
  await composer(tomas).press("Tab");
  await composer(tomas).pressSequentially("are you there");
  await composer(tomas).press("Enter");
  await expect.poll(async () => (await cards(rosa)).at(-1)?.body ?? "").toMatch(/are you there/);
  expect((await cards(rosa)).at(-1)?.title).toBe("tomas in #general");
  await expect.poll(() => rosa.title()).toMatch(/^\(1\) /);
  expect(await icon(rosa)).toBe("/favicon-mention.svg");

  await rosa.goto(`${parley.baseUrl}/activity`);
  const item = rosa.getByRole("link", { name: /tomas mentioned you/ });
  await expect(item).toBeVisible();
  expect((await new AxeBuilder({ page: rosa }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await write(tomas, "and another");
  await expect.poll(async () => (await cards(rosa)).length).toBe(1);
  await item.click();
  await expect(message(rosa, "are you there")).toBeVisible();
  await expect.poll(() => rosa.title()).not.toMatch(/^\(/);
  await expect.poll(() => icon(rosa)).toBe("/favicon.svg");
  await expect.poll(async () => (await cards(rosa)).every(({ closed }) => closed)).toBe(true);
  await rosa.goto(`${parley.baseUrl}/activity`);
  await expect(item).toBeVisible();
  await expect(rosa.getByRole("button", { name: "Mark as read" })).toHaveCount(0);
});
