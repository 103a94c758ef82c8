import { setUp, signIn } from "@parley/testkit/people";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

const rosa = { name: "rosa", password: "correct horse battery" };

const signOut = (page: Page) => page.getByRole("button", { name: "Sign out", exact: true });
const atTheDoor = (page: Page) => expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
const kept = (page: Page) =>
  page.evaluate(async () =>
    (await indexedDB.databases()).map(({ name }) => name).filter((name) => name !== "parley::vault"),
  );

/** Opens the dialog that says what is lost, and confirms it. */
async function confirmSignOut(page: Page): Promise<void> {
  await signOut(page).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toBeVisible();
  await expect(signOut(page).last()).not.toHaveAttribute("aria-disabled", "true");
  await expect(dialog).not.toContainText("recovery key is not saved");
  await dialog.getByRole("button", { name: "Sign out", exact: true }).click();
}

/** Opens the same dialog by the quick switcher, in one go: it takes what is typed before it stands. */
async function askByKeys(page: Page): Promise<void> {
  await expect(page.getByRole("heading").first()).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("sign out");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alertdialog")).toBeVisible();
}

test("who signs out is out: while the app starts, from a second tab, and after a reload", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(240_000);
  const page = await newBrowser();
  await setUp(page, parley.setupLink() ?? "", { ...rosa, server: "Atelier" });

  // A member is led away from the sign-in page.
  await page.goto(`${parley.baseUrl}/sign-in`);
  await expect(page.getByRole("link", { name: "Atelier, server" })).toBeVisible();

  // By the quick switcher from every page, where one thinks better of it.
  for (const path of [
    "home",
    "activity",
    "discover",
    "status",
    "settings",
    "settings/devices",
    "settings/appearance",
  ]) {
    await page.goto(`${parley.baseUrl}/${path}`);
    await askByKeys(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("alertdialog")).toHaveCount(0);
  }

  // On a phone as well the safe choice stands first, and is reached first.
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize({ width: 360, height: 740 });
  await askByKeys(page);
  const choices = page.getByRole("alertdialog").getByRole("button");
  await expect(choices.first()).toHaveText("Cancel");
  const tops = await choices.evaluateAll((all) => all.map((choice) => choice.getBoundingClientRect().top));
  expect(tops.length).toBeGreaterThan(1);
  expect(tops).toEqual([...new Set(tops)].sort((one, other) => one - other));
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width, height });

  // While the app starts: the homeserver hangs, and is never told.
  await page.route("**/_matrix/client/**", () => {});
  await page.goto(`${parley.baseUrl}/settings`);
  await confirmSignOut(page);
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible({ timeout: 45_000 });
  expect(await kept(page)).toEqual([]);
  await page.unroute("**/_matrix/client/**");
  await page.reload();
  await atTheDoor(page);

  // From a tab that follows: the other one is out as well.
  await signIn(page, parley.baseUrl, rosa);
  await expect(page.getByRole("link", { name: "Atelier, server" })).toBeVisible();
  const second = await page.context().newPage();
  await second.goto(`${parley.baseUrl}/settings`);
  await expect(second.getByText("Parley runs in another tab")).toBeVisible();
  await confirmSignOut(second);
  await atTheDoor(second);
  await second.reload();
  await atTheDoor(second);
  await page.reload();
  await atTheDoor(page);
  await expect.poll(() => kept(page)).toEqual([]);

  // From a channel, by the keyboard alone.
  await signIn(page, parley.baseUrl, rosa);
  await page.getByRole("link", { name: "Atelier, server" }).click();
  await expect(page.getByRole("textbox", { name: /^Message / })).toBeVisible();
  await page.reload();
  await page.getByRole("textbox", { name: /^Message / }).focus();
  await askByKeys(page);
  await expect(page.getByRole("textbox", { name: /^Message /, includeHidden: true })).toHaveText("");
  const out = page.getByRole("alertdialog").getByRole("button", { name: "Sign out", exact: true });
  await expect(out).not.toHaveAttribute("aria-disabled", "true");
  await out.press("Enter");
  await atTheDoor(page);
});
