import type { LaunchOptions, Locator, Page } from "@playwright/test";
import { expect, type test } from "./test.ts";

/** A camera and a microphone that everybody has: a moving picture and a beep. */
export function withFakeDevices(options: LaunchOptions, { picturesPerSecond = 20 } = {}): LaunchOptions {
  const devices = `--use-fake-device-for-media-stream=fps=${picturesPerSecond}`;
  const fake = [devices, "--use-fake-ui-for-media-stream"];
  return { ...options, args: [...(options.args ?? []), ...fake] };
}

/** For `test.use`: what a page needs to be in a call. */
export const inCalls = (devices: Parameters<typeof withFakeDevices>[1] = {}): Parameters<typeof test.use>[0] => ({
  permissions: ["camera", "microphone"],
  launchOptions: async ({ launchOptions }, use) => use(withFakeDevices(launchOptions, devices)),
});

/** Joins with an open camera and microphone. */
export async function joinOpenly(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Join call/ }).click();
  await page.getByRole("button", { name: "Turn camera on" }).click();
  await page.getByRole("button", { name: "Unmute microphone" }).click();
}

/** Opens what comes before a call that one wants to choose devices for. */
export async function chooseDevices(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "More ways to call" }).click();
  await page.getByRole("menuitem", { name: "Start call with …" }).click();
  return page.getByRole("dialog", { name: /^Start a call in/ });
}

export const tile = (page: Page, name: string) =>
  page.getByRole("list", { name: "Participants" }).getByRole("listitem").filter({ hasText: name });

/** How many pictures the video of a tile has shown. */
const pictures = (page: Page, name: string) =>
  tile(page, name)
    .locator("video")
    .evaluate((video) => (video instanceof HTMLVideoElement ? video.getVideoPlaybackQuality().totalVideoFrames : 0))
    .catch(() => 0);

/** Waits until the video of a tile moves. */
export async function seen(page: Page, name: string): Promise<void> {
  const before = await pictures(page, name);
  await expect.poll(() => pictures(page, name), { timeout: 30_000 }).toBeGreaterThan(before + 5);
}

/** Counts what the page has open of cameras, microphones and screens. */
export async function countTracks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const all: MediaStreamTrack[] = [];
    Object.assign(window, { opened: all });
    const { mediaDevices } = navigator;
    for (const name of ["getUserMedia", "getDisplayMedia"] as const) {
      const open = mediaDevices[name].bind(mediaDevices);
      mediaDevices[name] = async (wanted) => {
        const stream = await open(wanted);
        all.push(...stream.getTracks());
        return stream;
      };
    }
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
