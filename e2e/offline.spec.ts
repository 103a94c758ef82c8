import { composer, message, setUp, write } from "@parley/testkit/people";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

const rosa = { name: "rosa", password: "correct horse battery", server: "Atelier" };

/** Until the service worker serves the page and holds the whole shell. */
const shellKept = (page: Page) =>
  expect
    .poll(
      () =>
        page.evaluate(async () => {
          const registration = await navigator.serviceWorker.getRegistration();
          const [name] = (await caches.keys()).filter((key) => key.startsWith("parley-shell-"));
          return registration?.active?.state === "activated" && navigator.serviceWorker.controller !== null
            ? (name ?? null)
            : null;
        }),
      { timeout: 60_000 },
    )
    .not.toBeNull();

test("without the server the app opens, shows what was read, and keeps what is written", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(240_000);
  const page = await newBrowser();
  await setUp(page, parley.setupLink() ?? "", rosa);
  await write(page, "read before the line was cut");
  await shellKept(page);
  // The sync cache is written down some seconds after what it holds.
  await page.waitForTimeout(17_000);

  await parley.kill9();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.reload();
  await expect(page.getByRole("link", { name: "general" }).first(), "the list is there").toBeVisible();
  await expect(message(page, "read before the line was cut"), "and what was said").toHaveCount(1, { timeout: 40_000 });
  await page.getByRole("link", { name: "general" }).first().click({ button: "right" });
  await expect(page.getByRole("menuitem", { name: "Copy link" }), "and what a press opens").toBeVisible();
  await page.keyboard.press("Escape");
  await write(page, "written without a line");
  await expect(page.getByText(/(is|are) kept and will be sent/)).toBeVisible({ timeout: 30_000 });
  // Seen in the queue, and changed there before it leaves.
  await page.getByRole("button", { name: "Show", exact: true }).click();
  const queue = page.getByRole("dialog", { name: "Waiting to be sent" });
  await queue.getByRole("button", { name: "Edit" }).click();
  await queue.getByLabel("Words of the message").fill("reworded without a line");
  await queue.getByRole("button", { name: "Save words" }).click();
  await expect(queue.getByText("reworded without a line")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(message(page, "reworded without a line")).toHaveCount(1);
  await composer(page).fill("half a thought");
  await page.waitForTimeout(1_000);
  await page.reload();
  await expect(message(page, "reworded without a line"), "what is queued survives a reload").toHaveCount(1, {
    timeout: 40_000,
  });
  await expect
    .poll(() => composer(page).evaluate((field) => ("value" in field ? field.value : field.textContent)))
    .toBe("half a thought");

  const kept = await page.evaluate(async () => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
    }
    return found;
  });
  expect(
    kept.filter((path) => !/^\/(?:assets\/[^/]+|favicon[^/]*\.svg|manifest\.webmanifest|icon-192\.png)?$/.test(path)),
    "nothing of the account is in the caches",
  ).toEqual([]);

  await parley.start();
  await expect(page.getByText(/(is|are) kept and will be sent/)).toBeHidden({ timeout: 60_000 });
  await expect(message(page, "reworded without a line")).toHaveCount(1);
});
