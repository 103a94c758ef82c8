import { invite, setUp, signUp } from "@parley/testkit/people";
import { seen, tile, withFakeDevices } from "../e2e/support/call.ts";
import { flows, watchMedia } from "../e2e/support/media.ts";
import { killMediaServer } from "../e2e/support/media-server.ts";
import { expect, test } from "../e2e/support/test.ts";

// Between our own clients; it stands here for the minutes that it takes. Shorter outages are in e2e/calls.

const rosa = { name: "rosa", password: "correct horse battery", server: "Atelier" };
const tomas = { name: "tomas", password: "staple battery horse" };
const slowMs = 150_000;

test.use({
  permissions: ["camera", "microphone"],
  launchOptions: async ({ launchOptions }, use) => use(withFakeDevices(launchOptions)),
});

test("a media server that is away for 20 s and for a minute has the call again within 5 s, without a click", async ({
  parley,
  newBrowser,
}) => {
  const one = await newBrowser();
  await watchMedia(one);
  await setUp(one, parley.setupLink() ?? "", rosa, slowMs);
  const other = await newBrowser();
  await watchMedia(other);
  await signUp(other, await invite(one, "Atelier"), tomas, slowMs);
  await one.getByRole("button", { name: "Start video call" }).click();
  await expect(one.getByText("End-to-end encrypted")).toBeVisible();
  await one.getByRole("button", { name: "Unmute microphone" }).click();
  await other.getByRole("button", { name: /^Join call/ }).click();
  await other.getByRole("button", { name: "Turn camera on" }).click();
  await Promise.all([flows(one, "to rosa", { sound: false }), flows(other, "to tomas")]);
  for (const downMs of [20_000, 60_000]) {
    const back = await killMediaServer(parley, downMs);
    await Promise.all([
      flows(one, `to rosa, ${downMs} ms`, { sound: false, timeout: 5000 }),
      flows(other, `to tomas, ${downMs} ms`, { timeout: 5000 }),
    ]);
    console.log(`Media both ways ${Math.round(performance.now() - back)} ms after it listens again (${downMs} ms).`);
    await Promise.all([seen(one, "tomas"), seen(other, "rosa")]);
    await expect(tile(one, "tomas"), "who was silent stays so").toContainText("microphone off");
  }
});
