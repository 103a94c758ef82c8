import type { Page } from "@playwright/test";
import { inCalls, seen, tile } from "../e2e/support/call.ts";
import { decoded, flows, watchMedia } from "../e2e/support/media.ts";
import { killMediaServer } from "../e2e/support/media-server.ts";
import { expect, test } from "../e2e/support/test.ts";
import { twoPeople } from "../e2e/support/two-people.ts";

// Between our own clients; it stands here for the minutes that it takes. Shorter outages are in e2e/calls.

/** What is promised, on a machine that does nothing else. */
const promisedMs = 5000;
/** So long it is waited for: a later one is named with its figure. */
const patienceMs = 60_000;

test.use(inCalls({ picturesPerSecond: 10 }));

/** When new pictures, and sound where somebody is heard, were decoded: by `performance.now`. */
async function movesAgain(page: Page, what: string, { sound = true } = {}): Promise<number> {
  const before = await decoded(page);
  const begun = performance.now();
  while (performance.now() - begun < patienceMs) {
    const now = await decoded(page);
    // A connection that is over takes its numbers with it.
    before.pictures = Math.min(before.pictures, now.pictures);
    before.samples = Math.min(before.samples, now.samples);
    if (now.pictures > before.pictures && (!sound || now.samples >= before.samples + 4800)) return performance.now();
    await page.waitForTimeout(100);
  }
  throw new Error(`${what}: nothing moves after ${patienceMs} ms`);
}

test("a media server that is away for a moment, 5 s, 20 s and a minute has the call again within 5 s, without a click", async ({
  parley,
  newBrowser,
}) => {
  const { one, other } = await twoPeople(parley, async () => {
    const page = await newBrowser();
    await watchMedia(page);
    return page;
  });
  await one.getByRole("button", { name: "Start video call" }).click();
  await expect(one.getByText("End-to-end encrypted")).toBeVisible();
  await one.getByRole("button", { name: "Unmute microphone" }).click();
  await other.getByRole("button", { name: /^Join call/ }).click();
  await other.getByRole("button", { name: "Turn camera on" }).click();
  await Promise.all([flows(one, "to rosa", { sound: false }), flows(other, "to tomas")]);
  for (const downMs of [0, 5000, 20_000, 60_000]) {
    const back = await killMediaServer(parley, downMs);
    const [toRosa, toTomas] = await Promise.all([
      movesAgain(one, `to rosa, away for ${downMs} ms`, { sound: false }),
      movesAgain(other, `to tomas, away for ${downMs} ms`),
    ]);
    const took = Math.round(Math.max(toRosa, toTomas) - back);
    console.log(`Away for ${downMs} ms: media both ways ${took} ms after it listens again.`);
    expect.soft(took, `away for ${downMs} ms`).toBeLessThan(promisedMs);
    await Promise.all([seen(one, "tomas"), seen(other, "rosa")]);
    await expect(tile(one, "tomas"), "who was silent stays so").toContainText("microphone off");
  }
});
