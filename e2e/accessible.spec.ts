import AxeBuilder from "@axe-core/playwright";
import { composer, invite, setUp, write } from "@parley/testkit/people";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

const widths = [360, 1280];
const themes = ["light", "dark"] as const;

test("no screen breaks a rule of axe, at 360 and 1280 px, in both themes", async ({ parley, newBrowser }) => {
  test.setTimeout(420_000);
  const link = parley.setupLink() ?? "";
  const stranger = await newBrowser();
  await stranger.goto(link);
  await stranger.getByLabel("Name of your first server").waitFor();
  await look(stranger, "set-up");

  const page = await newBrowser();
  await setUp(page, link, { name: "rosa", password: "correct horse battery", server: "Atelier" });
  await composer(page).fill("a message with `code` and **weight**");
  await composer(page).press("Enter");
  await write(page, "a second one, so that there is a group");
  const invitation = await invite(page, "Atelier");
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
  await page.getByRole("button", { name: "Atelier, server menu" }).click();
  await page.getByRole("menuitem", { name: "Create channel" }).click();
  await page.getByRole("dialog").waitFor();
  await look(page, "dialog");

  await stranger.goto(invitation);
  await stranger.getByLabel("User name").waitFor();
  await look(stranger, "invitation");
  await stranger.goto(`${parley.baseUrl}/sign-in`);
  await stranger.getByRole("textbox", { name: "Password" }).waitFor();
  await look(stranger, "sign-in");
});

/** Checks what is shown now in each width and theme, without leaving the page. */
async function look(page: Page, screen: string, at: readonly number[] = widths): Promise<void> {
  for (const width of at) {
    await page.setViewportSize({ width, height: 800 });
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.waitForTimeout(250);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`,
      );
      expect.soft(found, `${screen}, ${width} px, ${theme}`).toEqual([]);
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
