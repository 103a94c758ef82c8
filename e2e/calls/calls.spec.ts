import { composer, invite, message, setUp, signUp, write } from "@parley/testkit/people";
import { seen, tile, withFakeDevices } from "../support/call.ts";
import { expect, test } from "../support/test.ts";

const rosa = { name: "rosa", password: "correct horse battery", server: "Atelier" };
const tomas = { name: "tomas", password: "staple battery horse" };

test.use({
  permissions: ["camera", "microphone"],
  launchOptions: async ({ launchOptions }, use) => use(withFakeDevices(launchOptions)),
});

test("two people hear and see each other, enciphered, and leave without a trace", async ({ parley, newBrowser }) => {
  test.setTimeout(240_000);
  const one = await newBrowser();
  await setUp(one, parley.setupLink() ?? "", rosa);
  const other = await newBrowser();
  await signUp(other, await invite(one, "Atelier"), tomas);
  await write(one, "welcome");
  await expect(message(other, "welcome")).toBeVisible();

  await one.getByRole("button", { name: "Start video call" }).click();
  await expect(one.getByText("End-to-end encrypted")).toBeVisible();
  await other.getByRole("button", { name: /^Join call/ }).click();
  await other.getByRole("button", { name: "Turn camera on" }).click();
  await seen(other, "rosa");
  await seen(one, "tomas");

  // Among many one begins silent.
  await expect(tile(one, "tomas")).toContainText("microphone off");
  await other.getByRole("button", { name: "Unmute microphone" }).click();
  await expect(tile(one, "tomas")).not.toContainText("microphone off");
  await other.getByRole("button", { name: "Turn camera off" }).click();
  await expect(tile(one, "tomas").locator("video")).toHaveCount(0);
  await other.getByRole("button", { name: "Turn camera on" }).click();
  await seen(one, "tomas");

  await other.getByRole("button", { name: "Leave call" }).click();
  await expect(composer(other)).toBeVisible();
  await expect(tile(one, "tomas")).toHaveCount(0);
  await one.getByRole("button", { name: "Leave call" }).click();
  await expect(one.getByRole("button", { name: "Start video call" })).toBeVisible();
  await expect(other.getByRole("button", { name: "Start video call" })).toBeVisible();
});
