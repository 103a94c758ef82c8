import { composer, message, openRoom, signIn, write } from "@parley/testkit/people";
import type { Page } from "@playwright/test";
import { inCalls, tile } from "../support/call.ts";
import { cards, watchCards } from "../support/cards.ts";
import { expect, test } from "../support/test.ts";
import { tomas, twoPeople } from "../support/two-people.ts";

test.use(inCalls());

const card = (page: Page) => page.getByRole("region", { name: "Incoming calls" });
const call = (page: Page) => page.getByRole("button", { name: "Start voice call" }).click();
/** Elsewhere than where it rings. */
async function toChannel(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Atelier, server" }).click();
  await openRoom(page, "general");
}
/** Of devices that are new to others this one hears nothing by itself: as if all that it does were done just before. */
async function hearOfNoDevices(page: Page): Promise<void> {
  await page.route(/\/_matrix\/client\/v3\/sync\?/, async (route) => {
    try {
      const answer = await route.fetch();
      const { device_lists: _unheard, ...heard } = await answer.json();
      await route.fulfill({ response: answer, json: heard });
    } catch {
      // Its page has given it up.
      await route.abort().catch(() => {});
    }
  });
}
const leave = (page: Page) => page.getByRole("button", { name: "Leave call" }).click();

test("a call in a direct message rings on both devices, is answered, declined, given up and found as missed", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(300_000);
  const open = async () => {
    const page = await newBrowser();
    await watchCards(page);
    return page;
  };
  const { one, other } = await twoPeople(parley, open);
  await write(one, "welcome");
  await expect(message(other, "welcome")).toBeVisible();
  await one
    .getByRole("complementary")
    .getByRole("button", { name: /^tomas/ })
    .click();
  await one.getByRole("button", { name: "Message", exact: true }).click();
  await expect(composer(one)).toHaveAccessibleName("Message tomas");
  await write(one, "just for the two of us");
  await other.getByRole("link", { name: "Direct messages and rooms" }).click();
  await other.getByRole("button", { name: "Accept" }).click();
  await openRoom(other, "rosa");
  await expect(message(other, "just for the two of us")).toBeVisible();
  await toChannel(other);
  await hearOfNoDevices(one);
  const second = await open();
  await signIn(second, parley.baseUrl, tomas);
  await expect(second.getByRole("link", { name: "Atelier, server" })).toBeVisible({ timeout: 60_000 });

  // Answered: one hears the other, with open microphones, and nothing rings any more, on any device.
  await composer(other).focus();
  await call(one);
  await expect(one.getByText("Ringing tomas…")).toBeVisible();
  await expect(card(other)).toContainText("rosa");
  await expect(composer(other), "the card leaves the focus where it is").toBeFocused();
  await expect(card(second)).toContainText("rosa");
  await card(other).getByRole("button", { name: "Answer call from rosa" }).click();
  await expect(card(second)).toHaveCount(0);
  await expect(tile(other, "rosa")).toBeVisible();
  await expect(tile(one, "tomas")).toHaveCount(1);
  await expect(tile(one, "tomas")).not.toContainText("microphone off");
  await expect(card(other)).toHaveCount(0);
  await leave(other);
  await leave(one);
  await expect(other.locator("[data-call-line]")).toHaveCount(1);
  await expect(other.locator("[data-call-line]")).toContainText(/rosa called · \d+ (seconds?|minutes?) · /);

  // Declined: by the keyboard alone.
  await toChannel(other);
  await call(one);
  const decline = card(other).getByRole("button", { name: "Decline call from rosa" });
  await decline.focus();
  await expect(card(second)).toContainText("rosa");
  await other.keyboard.press("Enter");
  await expect(card(other)).toHaveCount(0);
  await expect(card(second)).toHaveCount(0);
  await second.context().close();
  await expect(one.getByText(/^tomas declined/)).toBeVisible();
  await one.getByRole("button", { name: "Ring again" }).click();
  await expect(card(other)).toBeVisible();

  // Given up: the card goes by itself, a card on the desktop tells of it, and the room has a way to call back.
  await leave(one);
  await expect(card(other)).toHaveCount(0);
  await other.getByRole("link", { name: "Direct messages and rooms" }).click();
  await openRoom(other, "rosa");
  await expect(other.locator("[data-call-line=missed]")).toContainText("Missed call from rosa");
  await expect(one.locator("[data-call-line]").last()).toContainText("no answer");
  await other.getByRole("button", { name: "Call back" }).last().click();
  await expect(card(one)).toContainText("tomas");
  await card(one).getByRole("button", { name: "Answer call from tomas" }).click();
  await expect(tile(other, "rosa")).toBeVisible();
  expect(await cards(other), "nothing is shown on the desktop that was not asked for").toEqual([]);
});
