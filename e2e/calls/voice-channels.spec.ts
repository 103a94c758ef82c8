import { composer, message, write } from "@parley/testkit/people";
import type { Page } from "@playwright/test";
import { inCalls, tile } from "../support/call.ts";
import { expect, test } from "../support/test.ts";
import { twoPeople } from "../support/two-people.ts";

test.use(inCalls());

const row = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Channels and people" }).getByRole("link", { name: `Voice channel ${name}` });
const inside = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Channels and people" }).getByRole("list", { name: `In ${name}` });
const stage = (page: Page, name: string) => page.getByRole("region", { name: `Call in ${name}` });
const lobby = (page: Page, name: string) => page.getByRole("region", { name: `Voice channel ${name}` });

async function createVoiceChannel(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Atelier, server menu" }).click();
  await page.getByRole("menuitem", { name: "Create channel" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /^Voice channel/ }).check();
  await dialog.getByLabel("Name of the channel").fill(name);
  await dialog.getByRole("button", { name: "Create channel" }).click();
  await expect(lobby(page, name).getByText("Nobody is here yet")).toBeVisible();
}

/** Gives a right in a channel's call to a role. */
async function give(page: Page, channel: string, right: string, role: string): Promise<void> {
  await row(page, channel).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Channel settings" }).click();
  await page.getByRole("combobox", { name: right }).click();
  await page.getByRole("option", { name: role, exact: true }).click();
  await expect(page.getByRole("combobox", { name: right })).toContainText(role);
}

test("two people join by a click, see each other in the list, move on, and are held to what they may", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(300_000);
  const { one, other } = await twoPeople(parley, newBrowser);
  await write(one, "welcome");
  await expect(message(other, "welcome")).toBeVisible();
  await createVoiceChannel(one, "Studio");
  await createVoiceChannel(one, "Lounge");

  // A click, and one is in; the others see it in their list.
  await row(other, "Studio").click({ timeout: 60_000 });
  await expect(stage(other, "Studio").getByText("End-to-end encrypted")).toBeVisible();
  await expect(inside(one, "Studio")).toContainText("tomas");
  await row(one, "Studio").press("Enter");
  await expect(tile(one, "tomas")).toContainText("microphone off");
  await expect(tile(other, "rosa")).toBeVisible();
  await expect(inside(one, "Studio").getByRole("listitem")).toHaveCount(2);

  // Another click, and one is elsewhere.
  await row(other, "Lounge").click();
  await expect(stage(other, "Lounge").getByText("End-to-end encrypted")).toBeVisible();
  await expect(tile(one, "tomas")).toHaveCount(0);
  await expect(inside(one, "Lounge")).toContainText("tomas");

  // Leaving leads back to the way in; reading leads into nothing.
  await stage(other, "Lounge").getByRole("button", { name: "Leave call" }).click();
  await expect(lobby(other, "Lounge").getByRole("button", { name: "Join", exact: true })).toBeVisible();
  await expect(inside(one, "Lounge")).toHaveCount(0);
  await row(other, "Studio").click({ button: "right" });
  await other.getByRole("menuitem", { name: "Open chat" }).click();
  await expect(composer(other)).toHaveAccessibleName("Message Studio");
  await write(other, "only reading");
  await expect(message(one, "only reading")).toBeVisible();
  await expect(lobby(other, "Studio").getByText("1 person is here")).toBeVisible();
  await stage(one, "Studio").getByRole("button", { name: "Leave call" }).click();

  // Who may not speak is heard by nobody; who may not join reads why.
  await give(one, "Lounge", "Speak", "Moderators and admins");
  await row(other, "Lounge").click({ button: "right" });
  await other.getByRole("menuitem", { name: "Open chat" }).click();
  await expect(lobby(other, "Lounge").getByText(/You can listen here/)).toBeVisible();
  await lobby(other, "Lounge").getByRole("button", { name: "Join", exact: true }).click();
  await expect(stage(other, "Lounge").getByText("End-to-end encrypted")).toBeVisible();
  await row(one, "Lounge").click();
  await expect(tile(one, "tomas")).toContainText(/microphone off|without a microphone/);
  await stage(one, "Lounge").getByRole("button", { name: "Leave call" }).click();
  await give(one, "Lounge", "Join the call", "Admins");
  await expect(stage(other, "Lounge").getByText("You were removed from the call.")).toBeVisible();
  await stage(other, "Lounge").getByRole("button", { name: "Close" }).click();
  await expect(lobby(other, "Lounge").getByText(/Only admins can join here/)).toBeVisible();
  await row(other, "Lounge").click();
  await expect(lobby(other, "Lounge").getByRole("button", { name: "Join", exact: true })).toHaveCount(0);
});
