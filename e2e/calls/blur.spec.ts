import type { Locator, Page } from "@playwright/test";
import { chooseDevices, countTracks, inCalls, seen, tile } from "../support/call.ts";
import { expect, test } from "../support/test.ts";
import { twoPeople } from "../support/two-people.ts";

test.use(inCalls());

/**
 * How sharp the clock is that the fake camera writes into its upper left corner: how much neighbouring points differ,
 * which a blur takes away. The rest of its picture is for the model to judge, which now and then takes it for somebody.
 * -1: there is no picture.
 */
const sharpness = (video: Locator) =>
  video.evaluate((element) => {
    if (!(element instanceof HTMLVideoElement) || element.videoWidth === 0) return -1;
    const [width, height] = [120, 16];
    const pen = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (pen === null) return -1;
    pen.drawImage(element, 0, 0, 320, 180);
    const { data } = pen.getImageData(0, 0, width, height);
    let sum = 0;
    for (let at = 4; at < data.length; at += 4) sum += Math.abs((data[at + 1] ?? 0) - (data[at - 3] ?? 0));
    return sum / (width * height);
  });

const blurWorkers = (page: Page) => page.workers().filter((worker) => worker.url().includes("blur")).length;

test("what is behind somebody is blurred before others see it, as they choose, and nothing is left of it", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(300_000);
  const { one, other } = await twoPeople(parley, newBrowser);
  const open = await countTracks(one);

  // The fake camera's picture has nobody in it: all of it is behind.
  const dialog = await chooseDevices(one);
  const preview = dialog.getByLabel("Your camera");
  await dialog
    .getByRole("button", { name: "Turn camera on" })
    .click({ timeout: 3000 })
    .catch(() => {});
  await expect.poll(() => sharpness(preview), { timeout: 20_000 }).toBeGreaterThan(0);
  const sharp = await sharpness(preview);
  await dialog.getByRole("group", { name: "Background blur" }).getByText("Strong").click();
  await expect.poll(() => sharpness(preview), { timeout: 60_000 }).toBeLessThan(sharp / 2);
  expect(blurWorkers(one)).toBe(1);
  await dialog.getByRole("button", { name: "Start call" }).click();
  await expect(one.getByRole("button", { name: "Turn camera off" })).toBeVisible();

  await other.getByRole("button", { name: /^Join call/ }).click();
  await seen(other, "rosa");
  const shown = tile(other, "rosa").locator("video");
  await expect.poll(() => sharpness(shown), { timeout: 30_000 }).toBeLessThan(sharp / 2);

  // From the menu beside the camera, while it is seen; kept over turning the camera off and on.
  const choose = async (name: string) => {
    await one.getByRole("button", { name: "Choose camera" }).click();
    await one.getByRole("menuitemradio", { name, exact: true }).click();
  };
  await choose("Off");
  await expect.poll(() => sharpness(shown), { timeout: 30_000 }).toBeGreaterThan(sharp / 2);
  await expect.poll(() => blurWorkers(one), { timeout: 10_000 }).toBe(0);
  await choose("Strong");
  await expect.poll(() => sharpness(shown), { timeout: 60_000 }).toBeLessThan(sharp / 2);
  await one.getByRole("button", { name: "Turn camera off" }).click();
  await expect.poll(() => blurWorkers(one), { timeout: 10_000 }).toBe(0);
  await one.getByRole("button", { name: "Turn camera on" }).click();
  await seen(other, "rosa");
  expect(await sharpness(shown)).toBeGreaterThanOrEqual(0);
  expect(await sharpness(shown)).toBeLessThan(sharp / 2);

  await one.getByRole("button", { name: "Leave call" }).click();
  await expect.poll(open).toBe(0);
  await expect.poll(() => blurWorkers(one), { timeout: 10_000 }).toBe(0);
});
