import type { LaunchOptions, Page } from "@playwright/test";
import { expect } from "./test.ts";

/** A camera and a microphone that everybody has: a moving picture and a beep. */
export function withFakeDevices(options: LaunchOptions): LaunchOptions {
  const fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
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
