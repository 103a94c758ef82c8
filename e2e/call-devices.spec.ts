import { invite, setUp, signUp } from "@parley/testkit/people";
import type { Page } from "@playwright/test";
import { seen, withFakeDevices } from "./support/call.ts";
import { expect, test } from "./support/test.ts";

const rosa = { name: "rosa", password: "correct horse battery", server: "Atelier" };
const tomas = { name: "tomas", password: "staple battery horse" };

test.use({
  permissions: ["camera", "microphone"],
  launchOptions: async ({ launchOptions }, use) => use(withFakeDevices(launchOptions)),
});

/** Counts what the page has open of cameras and microphones. */
async function countTracks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const all: MediaStreamTrack[] = [];
    Object.assign(window, { opened: all });
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      all.push(...stream.getTracks());
      return stream;
    };
    const clone = MediaStreamTrack.prototype.clone;
    MediaStreamTrack.prototype.clone = function (this: MediaStreamTrack) {
      const copy = clone.call(this);
      all.push(copy);
      return copy;
    };
  });
  return () =>
    page.evaluate(() => {
      const opened: unknown = Reflect.get(window, "opened");
      return Array.isArray(opened) ? opened.filter((track) => track.readyState === "live").length : -1;
    });
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
  test.setTimeout(240_000);
  const one = await newBrowser();
  await setUp(one, parley.setupLink() ?? "", rosa);
  const other = await newBrowser();
  await signUp(other, await invite(one, "Atelier"), tomas);
  const open = await countTracks(one);

  // Shown and heard by nobody yet, and let go without joining.
  await one.getByRole("button", { name: "More ways to call" }).click();
  await one.getByRole("menuitem", { name: "Start call with …" }).click();
  const dialog = one.getByRole("dialog", { name: /^Start a call in/ });
  await expect(dialog.getByLabel("Your camera")).toBeVisible();
  await heardBeep(one);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(open).toBe(0);

  // A filter that cannot work would send silence without a word: the microphone goes without it, and says so.
  await one.context().route(/rnnoise[^/]*\.wasm/u, (route) => route.fulfill({ body: "not what was meant" }));
  await one.getByRole("button", { name: "More ways to call" }).click();
  await one.getByRole("menuitem", { name: "Start call with …" }).click();
  await dialog.getByText("On", { exact: true }).click();
  await expect(dialog.getByText(/^It could not be started here/)).toBeVisible({ timeout: 15_000 });
  await heardBeep(one);
  await dialog.getByText("Off", { exact: true }).click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(open).toBe(0);
  await one.context().unrouteAll();

  // With an open microphone, and RNNoise from our own server under the real content policy.
  await one.getByRole("button", { name: "More ways to call" }).click();
  await one.getByRole("menuitem", { name: "Start call with …" }).click();
  await dialog.getByText("On", { exact: true }).click();
  await heardBeep(one);
  await expect(dialog.getByText(/^It could not be started here/)).toHaveCount(0);
  await dialog.getByRole("button", { name: "Join with the microphone on" }).click();
  await dialog.getByRole("button", { name: "Start call" }).click();
  await expect(one.getByRole("button", { name: "Mute microphone" })).toBeVisible();

  await other.getByRole("button", { name: /^Join call/ }).click();
  await seen(other, "rosa");

  // The menu beside the microphone: without the filter again, while one speaks.
  await one.getByRole("button", { name: "Choose microphone and speaker" }).click();
  await expect(one.getByRole("menuitemradio", { name: /Fake .*Input|Fake Audio/ }).first()).toBeVisible();
  await one.getByRole("menuitem", { name: /^Noise suppression/ }).click();
  await expect(one.getByRole("button", { name: "Mute microphone" })).toBeVisible();
  await seen(other, "rosa");

  await one.getByRole("button", { name: "Leave call" }).click();
  await expect.poll(open).toBe(0);
});
