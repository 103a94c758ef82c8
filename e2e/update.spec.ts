import { cpSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { composer, message, setUp, write } from "@parley/testkit/people";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

const dist = fileURLToPath(new URL("../apps/web/dist/", import.meta.url));

/** Lets the server serve a newer build, one whose main script has another name; the returned function takes it back. */
function publishNewer(): () => void {
  const files = ["sw.js", "sw.js.br", "sw.js.gz"].map((name) => ({ name, bytes: readFileSync(join(dist, name)) }));
  const page = readFileSync(join(dist, "index.html"), "utf8");
  const entry = /src="(\/assets\/index-[^"]+\.js)"/.exec(page)?.[1] ?? "";
  const newer = "/assets/index-newer.js";
  const worker = readFileSync(join(dist, "sw.js"), "utf8").replaceAll(entry, newer);
  // The server looks again at what there is when the page has changed.
  const touch = () => utimesSync(join(dist, "index.html"), new Date(), new Date());
  cpSync(join(dist, entry), join(dist, newer));
  writeFileSync(join(dist, "sw.js"), worker);
  for (const { name } of files.slice(1)) rmSync(join(dist, name));
  touch();
  return () => {
    for (const { name, bytes } of files) writeFileSync(join(dist, name), bytes);
    rmSync(join(dist, newer));
    touch();
  };
}

const held = (page: Page) => composer(page).evaluate((field) => ("value" in field ? field.value : field.textContent));

test("a newer version is offered, opened when one likes, and no draft is lost by it", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(180_000);
  const page = await newBrowser();
  await setUp(page, parley.setupLink() ?? "", { name: "rosa", password: "correct horse battery", server: "Atelier" });
  await write(page, "said before");
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), { timeout: 60_000 })
    .toBe(true);
  const second = await page.context().newPage();
  await second.goto(page.url());
  await expect(second.getByText("Parley runs in another tab", { exact: false }).first()).toBeVisible();
  const takeBack = publishNewer();
  try {
    await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
    const offer = page.getByText("A new version of Parley is ready. Drafts are kept.");
    await expect(offer).toBeVisible({ timeout: 60_000 });
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 740 });
      await expect(page.getByRole("button", { name: "Update now" })).toBeInViewport();
      await page.screenshot({ path: test.info().outputPath(`offer-${width}.png`) });
    }
    await composer(page).fill("half a thought");
    // At once: nothing has been written down yet.
    const loaded = page.waitForEvent("load");
    await page.getByRole("button", { name: "Update now" }).click();
    await loaded;
    await expect.poll(() => held(page), { timeout: 30_000 }).toBe("half a thought");
    await expect(message(page, "said before")).toHaveCount(1);
    await expect(offer).toBeHidden();
    await expect(second.getByText("Another tab opened a new version. Drafts are kept.")).toBeVisible();
    await second.getByRole("button", { name: "Reload" }).click();
    await expect(second.getByText("Another tab opened a new version. Drafts are kept.")).toBeHidden();
  } finally {
    takeBack();
  }
});
