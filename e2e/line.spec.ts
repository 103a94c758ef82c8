import { join } from "node:path";
import { composer, invite, message, openRoom, setUp, signIn, signUp, timeline, write } from "@parley/testkit/people";
import { countStoredEvents, findInFiles } from "./support/homeserver-database.ts";
import { expect, test } from "./support/test.ts";

const rosa = { name: "rosa", password: "correct horse battery" };
const tomas = { name: "tomas", password: "staple battery horse" };

test("two people chat encrypted, from the set-up link to a second device", async ({ parley, newBrowser }) => {
  test.setTimeout(240_000);
  const link = parley.setupLink();
  expect(link).not.toBeNull();
  const first = await newBrowser();
  const recoveryKey = await setUp(first, link ?? "", { ...rosa, server: "Atelier" });
  expect(first.url(), "the one-time code has left the address bar").not.toContain("#");
  await write(first, "written before anyone came");

  const invitation = await invite(first, "Atelier");
  const second = await newBrowser();
  await signUp(second, invitation, tomas);
  await expect(message(second, "written before anyone came")).toBeVisible();
  await expect(timeline(second)).not.toContainText("this device cannot read");

  await write(second, "an answer from tomas");
  await expect(message(first, "an answer from tomas")).toBeVisible();
  await write(first, "and one back to him");
  await expect(message(second, "and one back to him")).toBeVisible();

  // A direct conversation.
  await first
    .getByRole("complementary")
    .getByRole("button", { name: /^tomas/ })
    .click();
  await first.getByRole("button", { name: "Message", exact: true }).click();
  await expect(composer(first)).toHaveAccessibleName("Message tomas");
  await write(first, "just for the two of us");
  await second.getByRole("link", { name: "Direct messages and rooms" }).click();
  await second.getByRole("button", { name: "Accept" }).click();
  await openRoom(second, "rosa");
  await expect(message(second, "just for the two of us")).toBeVisible();
  await write(second, "nobody else reads this");
  await expect(message(first, "nobody else reads this")).toBeVisible();

  // A reload opens the same place with its history.
  await second.reload();
  await expect(message(second, "just for the two of us")).toBeVisible();
  await expect(message(second, "nobody else reads this")).toBeVisible();

  // A new browser reads nothing old until it has the recovery key.
  const third = await newBrowser();
  await signIn(third, parley.baseUrl, rosa);
  await third
    .getByRole("button", { name: "Enter recovery key" })
    .or(third.getByRole("link", { name: "Enter recovery key" }))
    .first()
    .click();
  await third.getByLabel("Recovery key").fill(recoveryKey);
  await third.getByRole("button", { name: "Unlock messages" }).click();
  await third.getByRole("button", { name: /Go on|Go to your chats/ }).click();
  await third.getByRole("link", { name: "Atelier, server" }).click();
  await openRoom(third, "general");
  await expect(message(third, "written before anyone came")).toBeVisible();
  await expect(message(third, "an answer from tomas")).toBeVisible();

  const texts = ["written before anyone came", "an answer from tomas", "just for the two of us", "nobody else reads"];
  expect(findInFiles(parley.dataFolder, texts), "plain text in the data folder").toEqual([]);
  expect(findInFiles(parley.dataFolder, [rosa.password, recoveryKey]), "secrets in plain").toEqual([]);
  const stored = countStoredEvents(join(parley.dataFolder, "synapse"));
  expect(stored.get("m.room.encrypted") ?? 0).toBeGreaterThanOrEqual(5);
  expect(stored.get("m.room.message") ?? 0).toBe(0);
});

test("the one-time link works once, and says so afterwards", async ({ parley, newBrowser }) => {
  const link = parley.setupLink() ?? "";
  await setUp(await newBrowser(), link, { ...rosa, server: "Atelier" });
  const late = await newBrowser();
  await late.goto(link);
  await expect(late.getByRole("heading", { level: 1 })).toHaveText(/This link no longer works|This Parley is set up/);
});
