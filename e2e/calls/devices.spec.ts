import type { Page } from "@playwright/test";
import { chooseDevices, countTracks, inCalls, seen, tile } from "../support/call.ts";
import { expect, test } from "../support/test.ts";
import { twoPeople } from "../support/two-people.ts";

test.use(inCalls());

/** The browser's own bar: what was opened last, but copies, ends without the page's doing. */
const stopByBrowser = (page: Page) =>
  page.evaluate(() => {
    const opened: unknown = Reflect.get(window, "opened");
    if (!Array.isArray(opened)) return;
    for (const track of opened) {
      if (!("displaySurface" in track.getSettings())) continue;
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
  });

/** The parts of the filter that come from now on are not what they should be; the answer mends it. */
async function breakFilter(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => {
    const { fetch } = window;
    Object.assign(window, { wholeFetch: fetch });
    window.fetch = async (input, init) =>
      String(input).includes("rnnoise") ? new Response("not what was meant") : fetch(input, init);
  });
  return () => page.evaluate(() => void Object.assign(window, { fetch: Reflect.get(window, "wholeFetch") }));
}

/** How often the browser is asked for a device from now on. */
async function countAsked(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    const count = { asked: 0 };
    Object.assign(window, { count });
    mediaDevices.getUserMedia = (wanted) => {
      count.asked += 1;
      return open(wanted);
    };
  });
  return () => page.evaluate(() => Number(Object(Reflect.get(window, "count")).asked));
}

/** The level that the meter shows becomes more than nothing: the fake microphone beeps. */
const heardBeep = (page: Page) =>
  expect
    .poll(() => page.locator("[data-level]").evaluate((bar) => Number(bar.getAttribute("data-level"))), {
      timeout: 20_000,
      intervals: [50],
    })
    .toBeGreaterThan(20);

test("devices are tried before joining, noise is held back, and all is let go", async ({ parley, newBrowser }) => {
  test.setTimeout(300_000);
  const { one, other } = await twoPeople(parley, newBrowser);
  const open = await countTracks(one);

  // Shown and heard by nobody yet, and let go without joining.
  const dialog = await chooseDevices(one);
  const noise = dialog.getByRole("group", { name: "Noise suppression" });
  await expect(dialog.getByLabel("Your camera")).toBeVisible();
  await heardBeep(one);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(open).toBe(0);

  // A filter that cannot work would send silence without a word: the microphone goes without it, and says so.
  const mend = await breakFilter(one);
  await chooseDevices(one);
  await noise.getByText("On", { exact: true }).click();
  await expect(dialog.getByText(/^It could not be started here/)).toBeVisible({ timeout: 15_000 });
  await heardBeep(one);
  await noise.getByText("Off", { exact: true }).click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(open).toBe(0);
  await mend();

  // With an open microphone, and RNNoise from our own server under the real content policy.
  await chooseDevices(one);
  await noise.getByText("On", { exact: true }).click();
  await heardBeep(one);
  await expect(dialog.getByText(/^It could not be started here/)).toHaveCount(0);
  await expect(dialog.getByLabel("Your camera")).toBeVisible();
  await dialog.getByRole("button", { name: "Join with the microphone on" }).click();
  const asked = await countAsked(one);
  await dialog.getByRole("button", { name: "Start call" }).click();
  await expect(one.getByRole("button", { name: "Mute microphone", exact: true })).toBeVisible();

  await other.getByRole("button", { name: /^Join call/ }).click();
  await seen(other, "rosa");
  expect(await asked(), "what is open goes into the call").toBe(0);

  // The menu beside the microphone: without the filter again, while one speaks.
  await one.getByRole("button", { name: "Choose microphone and speaker" }).click();
  await expect(one.getByRole("menuitemradio", { name: /Fake .*Input|Fake Audio/ }).first()).toBeVisible();
  await one.getByRole("menuitem", { name: /^Noise suppression/ }).click();
  await expect(one.getByRole("button", { name: "Mute microphone", exact: true })).toBeVisible();
  await seen(other, "rosa");

  // A screen is a tile of its own, and gone for all when it is stopped, here or by the browser.
  for (const [kind, stop] of [
    ["Sharp text", () => one.getByRole("button", { name: "Stop sharing" }).click()],
    ["Smooth motion", () => stopByBrowser(one)],
  ] as const) {
    await one.getByRole("button", { name: "Share screen" }).click();
    await one.getByRole("menuitem", { name: kind }).click();
    await seen(other, "rosa's screen");
    await stop();
    await expect(tile(other, "rosa's screen")).toHaveCount(0);
    await expect(one.getByRole("button", { name: "Share screen" })).toBeVisible();
  }
  await seen(other, "rosa");

  await one.getByRole("button", { name: "Leave call" }).click();
  await expect.poll(open).toBe(0);
});
