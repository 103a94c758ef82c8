import AxeBuilder from "@axe-core/playwright";
import { composer, invite, setUp, write } from "@parley/testkit/people";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

const widths = [360, 1280];
const themes = ["light", "dark"] as const;
/** The first word fits into no line of a phone, the whole into none of its headers. */
const server = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk and its friends";

test("no screen breaks a rule of axe or pushes words out, at 360 and 1280 px, in both themes", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(420_000);
  const link = parley.setupLink() ?? "";
  const stranger = await newBrowser();
  await stranger.goto(link);
  await stranger.getByLabel("Name of your first server").waitFor();
  await look(stranger, "set-up");

  const page = await newBrowser();
  await setUp(page, link, { name: "rosa", password: "correct horse battery", server });
  await composer(page).fill("a message with `code` and **weight**");
  await composer(page).press("Enter");
  await write(page, "a second one, so that there is a group");
  const invitation = await invite(page, server);
  const channel = page.url();
  await look(page, "channel");

  const settings = ["profile", "appearance", "notifications", "privacy", "password", "security", "devices"];
  const pages = [...settings, "invitations", "about"].map((name) => `settings/${name}`);
  for (const path of ["home", ...pages, "activity", "discover", "status"]) {
    await page.goto(`${parley.baseUrl}/${path}`);
    await page.getByRole("heading").first().waitFor();
    await look(page, path);
  }
  await page.goto(`${parley.baseUrl}/recovery`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await look(page, "recovery");
  await page.goto(channel);
  await composer(page).waitFor();
  const menu = page.getByRole("button", { name: `${server}, server menu` });
  await menu.click();
  await page.getByRole("menuitem", { name: "Create channel" }).click();
  await page.getByRole("dialog").waitFor();
  await look(page, "dialog");

  // Where its long name stands else. On a phone the channels are a page of their own.
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(channel.replace(/\/[^/]+$/u, ""));
    for (const [deed, role] of [
      ["Create channel", "dialog"],
      ["Invite people", "dialog"],
      ["Leave server", "alertdialog"],
    ] as const) {
      await menu.click();
      await page.getByRole("menuitem", { name: deed }).click();
      await page.getByRole(role).waitFor();
      await holds(page, `${deed}, ${width} px`);
      await page.keyboard.press("Escape");
      await page.getByRole(role).waitFor({ state: "detached" });
    }
    await menu.click();
    await page.getByRole("menuitem", { name: "Server settings" }).click();
    await page.getByRole("textbox", { name: "Name" }).waitFor();
    await holds(page, `server settings, ${width} px`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });

  await stranger.goto(invitation);
  await stranger.getByLabel("User name").waitFor();
  await look(stranger, "invitation");
  await stranger.goto(`${parley.baseUrl}/sign-in`);
  await stranger.getByRole("textbox", { name: "Password" }).waitFor();
  await look(stranger, "sign-in");
});

/** Words that stick out of the window, or of what cuts them off without saying so. */
function wordsPushedOut(): string[] {
  const found = new Set<string>();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(text);
    const { width, right, left } = range.getBoundingClientRect();
    const element = text.parentElement;
    if (width <= 1 || element === null || !element.checkVisibility({ visibilityProperty: true })) continue;
    let box: Element | null = element;
    while (box !== null && getComputedStyle(box).overflowX === "visible") box = box.parentElement;
    const meant = box !== null && (box.matches(".overflow-x-auto, .sr-only") || box.clientWidth <= 1);
    if (meant || (box !== null && getComputedStyle(box).textOverflow === "ellipsis")) continue;
    const edges = box?.getBoundingClientRect() ?? { left: 0, right: window.innerWidth };
    if (right > edges.right + 1 || left < edges.left - 1) found.add(text.textContent?.slice(0, 60) ?? "");
  }
  return [...found];
}

/** Whether what is shown now holds its words. */
async function holds(page: Page, screen: string): Promise<void> {
  expect.soft(await page.evaluate(wordsPushedOut), `${screen}: words pushed out`).toEqual([]);
}

/** Checks what is shown now in each width and theme, without leaving the page. */
async function look(page: Page, screen: string): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.waitForTimeout(250);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`,
      );
      expect.soft(found, `${screen}, ${width} px, ${theme}`).toEqual([]);
      await holds(page, `${screen}, ${width} px`);
      const [wider, higher] = await page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        return [scrollWidth - window.innerWidth, scrollHeight - window.innerHeight];
      });
      expect.soft(wider, `${screen}, ${width} px: wider than the window`).toBeLessThanOrEqual(0);
      expect.soft(higher, `${screen}, ${width} px: the page itself can be scrolled`).toBeLessThanOrEqual(0);
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}
