import { composer, signIn } from "@parley/testkit/people";
import { inCalls, joinOpenly, seen, tile } from "../support/call.ts";
import { flows, watchMedia } from "../support/media.ts";
import { places, roomIdOf, signInPast } from "../support/places.ts";
import { expect, test } from "../support/test.ts";
import { rosa, tomas, twoPeople } from "../support/two-people.ts";

test.use(inCalls({ picturesPerSecond: 10 }));

test("a second device of somebody in the call is one more and goes alone; who reloads is out, and in again", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(300_000);
  const open = async () => {
    const page = await newBrowser({ viewport: { width: 900, height: 640 } });
    page.setDefaultTimeout(60_000);
    await watchMedia(page);
    return page;
  };
  const { one, other } = await twoPeople(parley, open);
  const room = one.url();
  const roomId = roomIdOf(one);
  const account = await signInPast(parley.baseUrl, rosa);
  await one.getByRole("button", { name: "Start video call" }).click();
  await expect(one.getByText("End-to-end encrypted")).toBeVisible();
  await one.getByRole("button", { name: "Unmute microphone" }).click();
  await joinOpenly(other);
  await Promise.all([flows(one, "to rosa"), flows(other, "to tomas")]);

  const second = await open();
  await signIn(second, parley.baseUrl, tomas);
  await second.goto(room);
  await joinOpenly(second);
  await expect(tile(one, "tomas")).toHaveCount(2);
  await expect(tile(one, "tomas").locator("video")).toHaveCount(2);
  await flows(second, "to the second device");
  expect(await places(account, roomId)).toEqual(["rosa", "tomas", "tomas"]);
  await second.getByRole("button", { name: "Leave call" }).click();
  await expect(tile(one, "tomas")).toHaveCount(1);
  await Promise.all([seen(one, "tomas"), flows(other, "to the first device")]);
  await second.context().close();

  // Who is asked whether to go, and stays, stays in the call as they were.
  await other.evaluate(() => dispatchEvent(new Event("beforeunload", { cancelable: true })));
  await flows(other, "to who stayed");
  await expect(other.getByRole("button", { name: "Mute microphone", exact: true })).toBeVisible();

  // Out by the page's own last word: the homeserver alone would take 15 s.
  const reloaded = other.reload();
  await expect.poll(() => places(account, roomId), { timeout: 8000 }).toEqual(["rosa"]);
  await reloaded;
  await expect(composer(other)).toBeVisible({ timeout: 30_000 });
  // Back in as one was in this tab.
  await other.getByRole("button", { name: "Join again" }).click();
  await expect(other.getByRole("button", { name: "Turn camera off" })).toBeVisible();
  await expect(other.getByRole("button", { name: "Mute microphone", exact: true })).toBeVisible();
  await Promise.all([flows(other, "to tomas, again"), flows(one, "to rosa, again"), seen(one, "tomas")]);
  await expect(tile(one, "tomas")).toHaveCount(1);
  expect(await places(account, roomId)).toEqual(["rosa", "tomas"]);
});
