import { composer, message, setUp } from "@parley/testkit/people";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

/** What stands in the field, be it the plain or the rich one. */
const written = (page: Page): Promise<string> =>
  composer(page).evaluate((field) => (field instanceof HTMLTextAreaElement ? field.value : (field.textContent ?? "")));

test("who changes the room writes at once in the one they came to: no letter is lost, doubled or left behind", async ({
  parley,
  newBrowser,
}) => {
  const page = await newBrowser();
  await setUp(page, parley.setupLink() ?? "", { name: "rosa", password: "correct horse battery", server: "Atelier" });
  await page.getByRole("button", { name: "Atelier, server menu" }).click();
  await page.getByRole("menuitem", { name: "Create channel" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name of the channel").fill("plans");
  await dialog.getByRole("button", { name: "Create channel" }).click();
  await dialog.waitFor({ state: "hidden" });
  const list = page.getByRole("navigation", { name: "Channels and people" });
  await page.locator(".rich-field:visible").waitFor();
  // Not back to the menu that it was made from.
  await expect(composer(page)).toBeFocused();

  const { mouse, keyboard } = page;
  for (let n = 0; n < 8; n += 1) {
    const name = n % 2 === 0 ? "general" : "plans";
    const box = await list.getByRole("link", { name }).boundingBox();
    await mouse.move((box?.x ?? 0) + 30, (box?.y ?? 0) + 10);
    // With and without the time to draw the room ahead.
    if (n % 3 === 0) await page.waitForTimeout(200);
    await mouse.down();
    await mouse.up();
    const words = `words ${n}, written before anyone looked`;
    await keyboard.type(words);
    await expect(composer(page)).toHaveAttribute("aria-label", new RegExp(name));
    await expect.poll(() => written(page)).toBe(words);
    // The rich field takes over what is written, and the caret.
    await page.locator(".rich-field:visible").waitFor();
    await keyboard.type("!");
    await expect.poll(() => written(page)).toBe(`${words}!`);
    if (n < 6) {
      await keyboard.press("Enter");
      await message(page, `${words}!`).waitFor();
    }
  }

  // What was not sent waits where it was written.
  await list.getByRole("link", { name: "general" }).click();
  await expect.poll(() => written(page)).toBe("words 6, written before anyone looked!");
  await expect(message(page, "words 4,")).toHaveCount(1);
  await expect(message(page, "words 5,")).toHaveCount(0);
  await list.getByRole("link", { name: "plans" }).click();
  await expect.poll(() => written(page)).toBe("words 7, written before anyone looked!");
});
