import AxeBuilder from "@axe-core/playwright";
import { composer, invite, message, openRoom, saveRecoveryKey, setUp, signUp, write } from "@parley/testkit/people";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

/** No rule of axe is broken, and nothing is wider than the window: light on a phone, dark beside it. */
async function look(page: Page, screen: string): Promise<void> {
  for (const [width, theme] of [
    [360, "light"],
    [1280, "dark"],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.waitForTimeout(250);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join()}`);
    expect.soft(found, `${screen}, ${width} px, ${theme}`).toEqual([]);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.soft(over, `${screen}, ${width} px: wider than the window`).toBeLessThanOrEqual(0);
  }
}
const serverMenu = async (page: Page, item: string): Promise<void> => {
  await page.getByRole("button", { name: "Atelier, server menu" }).click();
  await page.getByRole("menuitem", { name: item }).click();
};
const tab = (page: Page, name: string) => page.getByRole("main").getByRole("link", { name, exact: true });

/** Where names begin, in px from the left, while the first is written in letters that run the other way. */
const namesBegin = (names: Locator): Promise<number[]> =>
  names.evaluateAll((all) => {
    const words = all[0]?.firstChild;
    const before = words?.nodeValue ?? "";
    if (words != null) words.nodeValue = "\u0623\u062E\u0628\u0627\u0631";
    const begin = all.map((name) => {
      const range = document.createRange();
      range.selectNodeContents(name);
      return Math.round(range.getBoundingClientRect().left);
    });
    if (words != null) words.nodeValue = before;
    return begin;
  });

/** Lets one row go above another. */
async function dragOnto(page: Page, row: Locator, above: Locator): Promise<void> {
  const from = await row.boundingBox();
  const to = await above.boundingBox();
  if (from === null || to === null) throw new Error("there is nothing to drag");
  await page.mouse.move(from.x + 60, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + from.height / 2 - 6, { steps: 2 });
  await page.mouse.move(to.x + 60, to.y + 4, { steps: 6 });
  await page.mouse.up();
}

test("whoever comes by a link to a private server reads who lets them in, and is in once that has happened", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(240_000);
  const rosa = await newBrowser();
  await setUp(rosa, parley.setupLink() ?? "", { name: "rosa", password: "correct horse battery", server: "Atelier" });
  const link = await invite(rosa, "Atelier");
  await serverMenu(rosa, "Server settings");
  await rosa.getByRole("radio", { name: /Only who is invited/u }).check();
  await expect(rosa.getByText("Saved")).toBeVisible();
  await rosa.goto("about:blank");

  const nora = await newBrowser({ viewport: { width: 360, height: 740 }, hasTouch: true });
  await nora.goto(link);
  await nora.getByLabel("User name").fill("nora");
  await nora.getByRole("textbox", { name: "Password" }).fill("staple battery horse");
  await nora.getByRole("button", { name: /^Join / }).click();
  await saveRecoveryKey(nora);
  await nora.getByRole("link", { name: /Atelier/u }).click();
  await expect(nora.getByRole("heading", { name: "Waiting to be let in to Atelier" })).toBeVisible();
  await expect(nora.getByText("@nora:localhost")).toBeVisible();
  await look(nora, "waiting to be let in");
  await rosa.goto(parley.baseUrl);
  await expect(composer(nora)).toBeVisible({ timeout: 60_000 });
  await write(nora, "at last");
});

test("an owner makes a private channel, keeps order among the members and the channels, and shows the server to others", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(420_000);
  const rosa = await newBrowser();
  await setUp(rosa, parley.setupLink() ?? "", { name: "rosa", password: "correct horse battery", server: "Atelier" });
  const link = await invite(rosa, "Atelier");
  const mira = await newBrowser();
  await signUp(mira, link, { name: "mira", password: "staple battery horse" });
  const tomas = await newBrowser();
  await signUp(tomas, link, { name: "tomas", password: "horse staple battery" });
  await write(rosa, "welcome");
  await expect(message(tomas, "welcome")).toBeVisible();

  // A private channel: Mira has it, Tomás does not hear of it.
  await serverMenu(rosa, "Create channel");
  const dialog = rosa.getByRole("dialog", { name: "Create channel" });
  await dialog.getByLabel("Name of the channel").fill("secret");
  await dialog.getByRole("radio", { name: /Only who is invited/u }).check();
  await dialog.getByRole("checkbox", { name: /mira/u }).check();
  await dialog.getByRole("button", { name: "Create channel" }).click();
  await expect(composer(rosa)).toBeVisible();
  await write(rosa, "between us");
  await openRoom(mira, "secret");
  await expect(message(mira, "between us")).toBeVisible();
  await expect(tomas.getByText("secret")).toHaveCount(0);

  // Roles, and removing from the server with all its channels.
  await serverMenu(rosa, "Server settings");
  await look(rosa, "server settings");
  await tab(rosa, "Members").click();
  await look(rosa, "members");
  await rosa.getByRole("button", { name: /^mira/u }).click();
  await rosa.getByRole("combobox", { name: "Role in Atelier" }).click();
  await rosa.getByRole("option", { name: "Admin" }).click();
  // Of a room version whose maker stands above all, it is given without a question.
  const [said, give] = [
    rosa.getByText("mira is now Admin in Atelier"),
    rosa.getByRole("button", { name: "Give the role" }),
  ];
  await expect(said.or(give)).toBeVisible();
  if (await give.isVisible()) await give.click();
  await expect(said).toBeVisible();
  await rosa.keyboard.press("Escape");
  await rosa.getByRole("button", { name: /^tomas/u }).click();
  await rosa.getByRole("button", { name: "Remove" }).click();
  await rosa.getByLabel("Reason").fill("a test");
  await rosa.getByRole("button", { name: "Remove" }).click();
  await expect(rosa.getByRole("button", { name: /^tomas/u })).toHaveCount(0);
  await expect(tomas.getByRole("button", { name: "Atelier, server menu" })).toHaveCount(0);
  await expect(tomas.getByRole("main").getByText("rosa removed you from Atelier")).toBeVisible();
  await expect(tomas.getByRole("main").getByText("a test")).toBeVisible();

  // The order of channels, by keys; Mira sees it too.
  await tab(rosa, "Channels").click();
  await look(rosa, "channels");
  expect(new Set(await namesBegin(rosa.locator("main li bdi")))).toHaveProperty("size", 1);
  const order = (page: Page) => page.locator("nav a[data-room] bdi").allTextContents();
  await expect.poll(() => order(mira)).toEqual(["general", "lobby", "secret"]);
  await rosa.getByRole("button", { name: "Drag secret" }).press("ArrowUp");
  await expect.poll(() => order(mira)).toEqual(["general", "secret", "lobby"]);
  // And by dragging in the list itself.
  await dragOnto(rosa, rosa.locator("nav a[data-room]").nth(1), rosa.locator("nav a[data-room]").nth(0));
  await expect.poll(() => order(mira)).toEqual(["secret", "general", "lobby"]);

  // A channel that everyone may join is found by who is in no server any more.
  await serverMenu(rosa, "Create channel");
  await dialog.getByLabel("Name of the channel").fill("plaza");
  await dialog.getByRole("radio", { name: /^Everyone with an account here/u }).check();
  await dialog.getByRole("checkbox", { name: "Show in Discover" }).check();
  await dialog.getByRole("button", { name: "Create channel" }).click();
  await write(rosa, "for all");
  await tomas.goto(`${parley.baseUrl}/discover`);
  await tomas.getByRole("radio", { name: "Rooms" }).check({ force: true });
  await expect(tomas.getByRole("heading", { name: "plaza", exact: true })).toBeVisible();
  await tomas.getByRole("button", { name: "Join", exact: true }).click();
  await write(tomas, "good morning");
  await expect(message(rosa, "good morning")).toBeVisible();
  await serverMenu(rosa, "Server settings");

  // Found by whoever was removed: it is shown in Discover, and comes back with its channels.
  await tab(rosa, "Overview").click();
  await rosa.getByRole("checkbox", { name: "Show in Discover" }).check();
  await expect(rosa.getByRole("checkbox", { name: "Show in Discover" })).toBeEnabled();
  await tomas.goto(`${parley.baseUrl}/discover`);
  await expect(tomas.getByRole("heading", { name: "Atelier", exact: true })).toBeVisible();
  await look(tomas, "discover");
  await tomas.getByRole("button", { name: "Join", exact: true }).click();
  await openRoom(tomas, "general");
  await expect(composer(tomas)).toBeVisible();
  await expect(tomas.getByText("secret")).toHaveCount(0);

  // Blocking: what she writes is gone for him, and comes back.
  await openRoom(mira, "general");
  await write(mira, "buy this");
  await expect(message(tomas, "buy this")).toBeVisible();
  await tomas.getByRole("article").getByRole("button", { name: "mira", exact: true }).first().click();
  await tomas.getByRole("button", { name: "Block" }).click();
  await tomas.getByRole("button", { name: "Block" }).click();
  await expect(message(tomas, "buy this")).toHaveCount(0);
  await write(mira, "and this");
  await tomas.goto(`${parley.baseUrl}/settings/privacy`);
  await look(tomas, "privacy");
  await tomas.getByRole("button", { name: "Unblock" }).click();
  await expect(tomas.getByText("You have blocked nobody.")).toBeVisible();
  // What she wrote meanwhile comes without a reload.
  await tomas.getByRole("link", { name: "Atelier" }).first().click();
  await openRoom(tomas, "general");
  await expect(message(tomas, "buy this")).toBeVisible();
  await expect(message(tomas, "and this")).toBeVisible({ timeout: 30_000 });
});
