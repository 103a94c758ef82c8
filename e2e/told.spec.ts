import AxeBuilder from "@axe-core/playwright";
import { composer, invite, message, setUp, signUp, write } from "@parley/testkit/people";
import { cards, icon, watchCards } from "./support/cards.ts";
import { expect, test } from "./support/test.ts";

test("one is told of a mention, finds it in the activity, and it is over when it is read", async ({
  parley,
  newBrowser,
}) => {
  const rosa = await newBrowser();
  await watchCards(rosa);
  await setUp(rosa, parley.setupLink() ?? "", { name: "rosa", password: "correct horse battery", server: "Atelier" });
  const tomas = await newBrowser();
  await signUp(tomas, await invite(rosa, "Atelier"), { name: "tomas", password: "staple battery horse" });
  await write(rosa, "welcome");
  await expect(message(tomas, "welcome")).toBeVisible();

  await rosa.goto(`${parley.baseUrl}/settings/notifications`);
  expect(await rosa.evaluate(() => Notification.permission)).toBe("default");
  await rosa.getByRole("group", { name: "Show notifications" }).getByText("On", { exact: true }).click();
  await expect(rosa.getByRole("group", { name: "Show what was written" })).toBeVisible();
  expect((await new AxeBuilder({ page: rosa }).analyze()).violations.map(({ id }) => id)).toEqual([]);

  await write(tomas, "nothing in particular");
  await composer(tomas).pressSequentially("@ros");
  await tomas.getByRole("option", { name: /rosa/ }).waitFor();
  await composer(tomas).press("Tab");
  await composer(tomas).pressSequentially("are you there");
  await composer(tomas).press("Enter");
  await expect.poll(async () => (await cards(rosa)).at(-1)?.body ?? "").toMatch(/are you there/);
  expect((await cards(rosa)).at(-1)?.title).toBe("tomas in #general");
  await expect.poll(() => rosa.title()).toMatch(/^\(1\) /);
  expect(await icon(rosa)).toBe("/favicon-mention.svg");

  await rosa.goto(`${parley.baseUrl}/activity`);
  const item = rosa.getByRole("link", { name: /tomas mentioned you/ });
  await expect(item).toBeVisible();
  expect((await new AxeBuilder({ page: rosa }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await write(tomas, "and another");
  await expect.poll(async () => (await cards(rosa)).length).toBe(1);
  await item.click();
  await expect(message(rosa, "are you there")).toBeVisible();
  await expect.poll(() => rosa.title()).not.toMatch(/^\(/);
  await expect.poll(() => icon(rosa)).toBe("/favicon.svg");
  await expect.poll(async () => (await cards(rosa)).every(({ closed }) => closed)).toBe(true);
  await rosa.goto(`${parley.baseUrl}/activity`);
  await expect(item).toBeVisible();
  await expect(rosa.getByRole("button", { name: "Mark as read" })).toHaveCount(0);
});
