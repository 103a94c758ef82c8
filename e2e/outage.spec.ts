import { join } from "node:path";
import { message, setUp, takeOwnership, write } from "@parley/testkit/people";
import { type RunningParley, startParley, startRealStack } from "@parley/testkit/stack";
import { countStoredEvents } from "./support/homeserver-database.ts";
import { expect, test } from "./support/test.ts";

const rosa = { name: "rosa", password: "correct horse battery", server: "Atelier" };

test("a homeserver that is gone is said, what is written is kept and sent when it is back", async ({ newBrowser }) => {
  test.setTimeout(240_000);
  const homeserver = await startRealStack();
  await homeserver.register(rosa.name, { password: rosa.password });
  const parley = await startParley({ domain: homeserver.serverName, flags: ["--homeserver", homeserver.baseUrl] });
  try {
    const page = await newBrowser();
    await takeOwnership(page, parley.setupLink() ?? "", rosa);
    await write(page, "before the crash");
    await homeserver.kill();
    await write(page, "while it is gone");
    await expect(page.getByText(/(is|are) kept and will be sent/)).toBeVisible({ timeout: 30_000 });
    await page.reload();
    await expect(message(page, "while it is gone"), "what is queued survives a reload").toHaveCount(1);
    await homeserver.start();
    await expect(page.getByText(/(is|are) kept and will be sent/)).toBeHidden({ timeout: 60_000 });
    await page.reload();
    await expect(message(page, "while it is gone")).toHaveCount(1);
    await expect(message(page, "before the crash")).toHaveCount(1);
  } finally {
    await parley.dispose();
    await homeserver.stop();
  }
});

test("the homeserver is killed under the server: it is started again, and chat goes on", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(180_000);
  const page = await newBrowser();
  await setUp(page, parley.setupLink() ?? "", rosa);
  const homeserver = parley.children().homeserver ?? 0;
  expect(homeserver).toBeGreaterThan(0);
  process.kill(homeserver, "SIGKILL");
  await write(page, "into the crash");
  await expect.poll(() => parley.children().homeserver ?? homeserver, { timeout: 30_000 }).not.toBe(homeserver);
  await expect.poll(() => storedMessages(parley), { timeout: 60_000 }).toBe(1);
  await page.reload();
  await expect(message(page, "into the crash")).toHaveCount(1);
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
  await expect(page.getByText(/(is|are) kept and will be sent/)).toBeVisible({ timeout: 30_000 });
  expect(storedMessages(parley)).toBe(0);
  await parley.start();
  await expect.poll(() => storedMessages(parley), { timeout: 60_000 }).toBe(1);
  await page.reload();
  await expect(message(page, "written into the void")).toHaveCount(1);
  expect(storedMessages(parley), "sent once").toBe(1);
});

test("a second tab waits, and takes over when asked", async ({ parley, newBrowser }) => {
  const page = await newBrowser();
  await setUp(page, parley.setupLink() ?? "", rosa);
  const tab = await page.context().newPage();
  tab.setDefaultTimeout(20_000);
  await tab.goto(page.url());
  await tab.getByRole("button", { name: "Use here" }).click();
  await write(tab, "from the second tab");
  await expect.poll(() => storedMessages(parley)).toBe(1);
  await expect(page.getByRole("button", { name: "Use here" })).toBeVisible();
});

/** Encrypted messages that its homeserver has. */
function storedMessages(parley: RunningParley): number {
  return countStoredEvents(join(parley.dataFolder, "synapse")).get("m.room.encrypted") ?? 0;
}
