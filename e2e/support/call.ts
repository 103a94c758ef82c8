import type { LaunchOptions, Page } from "@playwright/test";
import { expect } from "./test.ts";

/** A camera and a microphone that everybody has: a moving picture and a beep. */
export function withFakeDevices(options: LaunchOptions, { picturesPerSecond = 20 } = {}): LaunchOptions {
  const devices = `--use-fake-device-for-media-stream=fps=${picturesPerSecond}`;
  const fake = [devices, "--use-fake-ui-for-media-stream"];
  return { ...options, args: [...(options.args ?? []), ...fake] };
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
