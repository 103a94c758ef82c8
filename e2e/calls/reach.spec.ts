import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setUp } from "@parley/testkit/people";
import type { Page } from "@playwright/test";
import { type Far, withFar } from "../support/far.ts";
import { namespaceHindrance } from "../support/namespace.ts";
import { expect, test } from "../support/test.ts";

const hindrance = namespaceHindrance();
const rosa = { name: "rosa", password: "correct horse battery", server: "Far" };

/** One way's row on the Status page. */
const way = (page: Page, name: string) =>
  page.getByRole("list", { name: "Calls from" }).getByRole("listitem").filter({ hasText: name });

/** The Status page, as the owner's browser on the other machine shows it. */
async function openStatus({ parley, browser }: Far): Promise<Page> {
  const page = await browser.newPage({ ignoreHTTPSErrors: true, locale: "en-GB" });
  page.setDefaultTimeout(20_000);
  await setUp(page, parley.setupLink() ?? "", rosa);
  await page.goto(`${parley.baseUrl}/status`);
  return page;
}

test("the Status page says which ways to the call server are open, and what to do about those that are not", async ({
  launchOptions,
}) => {
  test.skip(hindrance !== null, hindrance ?? "");
  test.setTimeout(240_000);
  await withFar(launchOptions, ["--turn", "embedded"], async (far) => {
    const { other, parley } = far;
    const page = await openStatus(far);
    const check = async (button: string, verdict: RegExp) => {
      await page.getByRole("button", { name: button, exact: true }).click();
      await expect(page.getByText(verdict)).toBeVisible({ timeout: 25_000 });
    };
    await check("Check", /over the best way/);
    for (const name of ["Signalling", "Media over UDP", "Media over TCP", "Relay (TURN)"]) {
      await expect(way(page, name)).toContainText(/Open, [\d,]+ ms/);
    }
    const { rtc } = JSON.parse(readFileSync(join(parley.dataFolder, "run/livekit.json"), "utf8"));
    await expect(way(page, "Media over UDP")).toContainText(`${other.hereAddress}:${rtc.udp_port}`);

    other.block("udp", rtc.udp_port);
    await check("Check again", /over TCP alone/);
    await expect(way(page, "Media over UDP")).toContainText("Open this port for UDP");
    await expect(way(page, "Relay (TURN)")).toContainText(/Open, [\d,]+ ms/);

    other.block("tcp", rtc.tcp_port);
    await check("Check again", /over a relay alone/);
    await expect(way(page, "Media over TCP")).toContainText("Open this port for TCP");

    other.block("udp", 3478);
    await check("Check again", /do not work from here/);
    await expect(way(page, "Relay (TURN)")).toContainText("Nothing comes back");
  });
});

test("an address that nobody reaches is found out", async ({ launchOptions }) => {
  test.skip(hindrance !== null, hindrance ?? "");
  test.setTimeout(240_000);
  await withFar(launchOptions, ["--media-address", "10.99.7.77"], async (far) => {
    const page = await openStatus(far);
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await expect(page.getByText("Calls do not work from here.")).toBeVisible({ timeout: 25_000 });
    await expect(way(page, "Media over UDP")).toContainText("10.99.7.77:");
    await expect(way(page, "Media over UDP")).toContainText("mediaAddress");
    await expect(way(page, "Relay (TURN)")).toContainText("None is set up");
  });
});
