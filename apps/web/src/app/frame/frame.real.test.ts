import type { Locator, Page } from "@playwright/test";
import { expect, it } from "vitest";
import { inBrowser, openStage } from "../../shared/testing/stage.ts";

// Where things lie is known to a browser alone.
const { open } = openStage();

async function openRoom(width: number): Promise<{ readonly page: Page; readonly field: Locator }> {
  const page = await open("s/!atelier/!general", width);
  // The rich field, which takes the place of the plain one.
  const field = page.locator("[data-region=composer] [contenteditable=true]");
  await field.waitFor({ timeout: 60_000 });
  await page.locator("[role=log] article").last().waitFor();
  return { page, field };
}

const boxOf = async (found: Locator) => (await found.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };

inBrowser("the parts of the screen", () => {
  it("are gone through by F6, from inside the field too, each with a focus that is seen and said", async () => {
    const { page, field } = await openRoom(1280);
    await field.click();
    await page.keyboard.type("half a thought");
    const here = () =>
      page.evaluate(() => {
        const at = document.activeElement;
        const region = at?.closest("[data-region]");
        const { outlineStyle, outlineWidth } = getComputedStyle(at ?? document.body);
        return {
          region: region?.getAttribute("data-region") ?? "",
          // The field has its frame and its caret.
          seen: at?.matches("[contenteditable]") || (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2),
          said: (at?.getAttribute("aria-label") ?? at?.getAttribute("aria-labelledby") ?? at?.textContent ?? "") !== "",
        };
      });
    const walk = async (key: string) => {
      const seen: Awaited<ReturnType<typeof here>>[] = [];
      for (let step = 0; step < 5; step += 1) {
        await page.keyboard.press(key);
        seen.push(await here());
      }
      return seen;
    };
    const top = () => page.evaluate(() => document.querySelector("[data-region=timeline]")?.scrollTop);
    const stood = await top();
    const onwards = await walk("F6");
    expect(onwards.map(({ region }) => region)).toEqual(["panel", "rail", "list", "timeline", "composer"]);
    const back = await walk("Shift+F6");
    expect(back.map(({ region }) => region)).toEqual(["timeline", "list", "rail", "panel", "composer"]);
    expect([...onwards, ...back].filter(({ seen, said }) => !seen || !said)).toEqual([]);
    // Nothing that is being read moves.
    expect(await top()).toBe(stood);
    await page.keyboard.type(", and the rest");
    expect(await field.textContent()).toBe("half a thought, and the rest");
    await page.close();
  });

  it("are called by what they show, at the right too", async () => {
    const page = await open("s/!atelier/!design", 1280);
    await page.getByRole("complementary", { name: "Members", exact: true }).waitFor();
    await page.getByRole("button", { name: /^Show \d+ pinned messages?$/u }).click();
    await page.getByRole("complementary", { name: "Pinned messages", exact: true }).waitFor();
    await page.goto(new URL("/agents/scout/main/r1", page.url()).href);
    await page.getByRole("complementary", { name: "Run", exact: true }).waitFor();
    await page.close();
  });
});

inBrowser("a toast", () => {
  it.each([360, 1280])("leaves the field, its buttons and the newest message free, at %i px", async (width) => {
    const { page } = await openRoom(width);
    const newest = page.locator("[role=log] article").last();
    await newest.hover();
    await newest.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Copy text" }).click();
    const toast = page.getByRole("region", { name: "Notifications" }).locator("> *").first();
    await toast.waitFor();
    const shown = await boxOf(toast);
    expect(shown.height).toBeGreaterThan(20);
    const bottom = shown.y + shown.height;
    expect(bottom).toBeLessThan((await boxOf(page.locator("[data-region=composer]"))).y);
    expect(bottom).toBeLessThan((await boxOf(newest)).y);
    // Nor the ways out of the room and to its people.
    expect(shown.y).toBeGreaterThan(52);
    await page.close();
  });
});
