import type { Locator, Page } from "@playwright/test";

/**
 * What people do with Parley, in the words of its English interface. Each waits until what it did is seen; the pages'
 * own deadlines bound it.
 */

export interface NewPerson {
  readonly name: string;
  readonly password: string;
}

/** Opens the one-time link and goes through set-up. Ends in `#general` of the new server; answers the recovery key. */
export async function setUp(
  page: Page,
  link: string,
  owner: NewPerson & { readonly server: string },
  withinMs = 60_000,
): Promise<string> {
  await page.goto(link);
  await page.getByLabel("Name of your first server").fill(owner.server);
  await page.getByLabel("User name").fill(owner.name);
  await page.getByRole("textbox", { name: "Password" }).fill(owner.password);
  await page.getByRole("button", { name: "Create and sign in" }).click();
  const key = await saveRecoveryKey(page, withinMs);
  await composer(page).waitFor({ timeout: withinMs });
  return key;
}

/** The same where the homeserver runs elsewhere: the owner has an account there already, a large one may take longer. */
export async function takeOwnership(
  page: Page,
  link: string,
  owner: NewPerson & { readonly server: string },
  withinMs = 60_000,
): Promise<string> {
  await page.goto(link);
  await page.getByLabel("Name of your first server").fill(owner.server);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(owner.name);
  await page.getByRole("textbox", { name: "Password" }).fill(owner.password);
  await page.getByRole("button", { name: "Sign in and take ownership" }).click();
  const key = await saveRecoveryKey(page, withinMs);
  await composer(page).waitFor();
  return key;
}

/** On *Save your recovery key*: reads it and says that it is saved. */
export async function saveRecoveryKey(page: Page, withinMs = 60_000): Promise<string> {
  const shown = page.getByRole("status", { name: "Recovery key" });
  await shown.waitFor({ timeout: withinMs });
  const key = ((await shown.textContent()) ?? "").replaceAll(/\s+/g, " ").trim();
  await page.getByRole("button", { name: "I saved it" }).click();
  return key;
}

/** Opens an invitation and makes an account by it. Ends in the server; answers the recovery key. */
export async function signUp(page: Page, link: string, person: NewPerson, withinMs = 60_000): Promise<string> {
  await page.goto(link);
  await page.getByLabel("User name").fill(person.name);
  await page.getByRole("textbox", { name: "Password" }).fill(person.password);
  await page.getByRole("button", { name: /^Join / }).click();
  const key = await saveRecoveryKey(page, withinMs);
  // On a phone the list of channels is what one sees first.
  await composer(page).or(page.locator("a[data-room]")).first().waitFor();
  return key;
}

/** Signs in on the page that a browser without an account shows. */
export async function signIn(page: Page, baseUrl: string, person: NewPerson): Promise<void> {
  await page.goto(baseUrl);
  await page.getByRole("textbox", { name: "Name" }).fill(person.name);
  await page.getByRole("textbox", { name: "Password" }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation", { name: "Places" }).waitFor({ timeout: 30_000 });
}

/** Makes an invitation link to the server that is shown. */
export async function invite(page: Page, server: string): Promise<string> {
  await page.getByRole("button", { name: `${server}, server menu` }).click();
  await page.getByRole("menuitem", { name: "Invite people" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Create link" }).click();
  const link = await dialog.getByRole("textbox", { name: "Link" }).inputValue();
  await page.keyboard.press("Escape");
  return link;
}

/** Where one writes. */
export function composer(page: Page): Locator {
  return page.getByRole("textbox", { name: /^Message / });
}

/** The log of messages. */
export function timeline(page: Page): Locator {
  return page.getByRole("log");
}

/** The message that holds this text. */
export function message(page: Page, text: string): Locator {
  return timeline(page).getByRole("article").filter({ hasText: text });
}

/** Writes a message and sends it with Enter. It may still be on its way. */
export async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
  await message(page, text).last().waitFor();
}

/** Opens a channel or conversation from the list. */
export async function openRoom(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Channels and people" }).getByRole("link", { name }).first().click();
  await composer(page).waitFor();
}
