import { message, setUp, timeline, write } from "@parley/testkit/people";
import { expect, test } from "./support/test.ts";

const rosa = { name: "rosa", password: "correct horse battery", server: "Atelier" };

test("a crashed homeserver is said, what is written is kept, and both recover alone", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(180_000);
  const page = await newBrowser();
  await setUp(page, parley.setupLink() ?? "", rosa);
  await write(page, "before the crash");
  // Twice in a row, so that the supervisor backs off and the page has time to see it.
  const homeserver = parley.children().homeserver ?? 0;
  expect(homeserver).toBeGreaterThan(0);
  process.kill(homeserver, "SIGSTOP");
  await write(page, "while it does not answer");
  await expect(page.getByText("1 message is kept and will be sent.")).toBeVisible({ timeout: 90_000 });
  process.kill(homeserver, "SIGKILL");
  await expect(page.getByText("is kept and will be sent")).toBeHidden({ timeout: 60_000 });
  await expect(message(page, "while it does not answer")).toHaveCount(1);
  await page.reload();
  await expect(message(page, "while it does not answer")).toHaveCount(1);
  await expect(message(page, "before the crash")).toHaveCount(1);
  expect(parley.children().homeserver).not.toBe(homeserver);
});

test("the server is killed under the page: it comes back with the server, nothing is sent twice", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(180_000);
  const page = await newBrowser();
  await setUp(page, parley.setupLink() ?? "", rosa);
  await parley.kill9();
  await write(page, "written into the void");
  await page.waitForTimeout(2000);
  await parley.start();
  await expect(timeline(page).getByText("written into the void")).toHaveCount(1);
  await expect(page.getByText("will be sent")).toBeHidden({ timeout: 60_000 });
  await page.reload();
  await expect(message(page, "written into the void")).toHaveCount(1);
});

test("a second tab waits, and takes over when asked", async ({ parley, newBrowser }) => {
  const page = await newBrowser();
  await setUp(page, parley.setupLink() ?? "", rosa);
  const tab = await page.context().newPage();
  await tab.goto(page.url());
  await tab.getByRole("button", { name: "Use here" }).click();
  await write(tab, "from the second tab");
  await expect(page.getByRole("button", { name: "Use here" })).toBeVisible();
});
