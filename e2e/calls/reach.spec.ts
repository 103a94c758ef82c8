import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setUp } from "@parley/testkit/people";
import { startParley } from "@parley/testkit/stack";
import { chromium, type Page } from "@playwright/test";
import { createOtherMachine, namespaceHindrance } from "../support/namespace.ts";
import { expect, test } from "../support/test.ts";

const hindrance = namespaceHindrance();
const rosa = { name: "rosa", password: "correct horse battery", server: "Far" };

/** One way's row on the Status page. */
const way = (page: Page, name: string) =>
  page.getByRole("list", { name: "Calls from" }).getByRole("listitem").filter({ hasText: name });

test("the Status page says which ways to the call server are open, and what to do about those that are not", async ({
  launchOptions,
}) => {
  test.skip(hindrance !== null, hindrance ?? "");
  test.setTimeout(240_000);
  const other = createOtherMachine(launchOptions.executablePath ?? chromium.executablePath());
  const folder = mkdtempSync(join(tmpdir(), "parley-reach-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  makeCertificate(other.hereAddress, key, cert);
  const address = { host: other.hereAddress, key, cert };
  const parley = await startParley({ address, flags: ["--turn", "embedded"] });
  const browser = await chromium.launch({ ...launchOptions, executablePath: other.browserPath });
  try {
    const page = await browser.newPage({ ignoreHTTPSErrors: true, locale: "en-GB" });
    page.setDefaultTimeout(20_000);
    await setUp(page, parley.setupLink() ?? "", rosa);
    const check = async (button: string, verdict: RegExp) => {
      await page.getByRole("button", { name: button, exact: true }).click();
      await expect(page.getByText(verdict)).toBeVisible({ timeout: 25_000 });
    };
    await page.goto(`${parley.baseUrl}/status`);
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
  } finally {
    await browser.close();
    await parley.dispose();
    other.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("an address that nobody reaches is found out", async ({ launchOptions }) => {
  test.skip(hindrance !== null, hindrance ?? "");
  test.setTimeout(240_000);
  const other = createOtherMachine(launchOptions.executablePath ?? chromium.executablePath());
  const folder = mkdtempSync(join(tmpdir(), "parley-reach-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  makeCertificate(other.hereAddress, key, cert);
  const parley = await startParley({
    address: { host: other.hereAddress, key, cert },
    flags: ["--media-address", "10.99.7.77"],
  });
  const browser = await chromium.launch({ ...launchOptions, executablePath: other.browserPath });
  try {
    const page = await browser.newPage({ ignoreHTTPSErrors: true, locale: "en-GB" });
    page.setDefaultTimeout(20_000);
    await setUp(page, parley.setupLink() ?? "", rosa);
    await page.goto(`${parley.baseUrl}/status`);
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await expect(page.getByText("Calls do not work from here.")).toBeVisible({ timeout: 25_000 });
    await expect(way(page, "Media over UDP")).toContainText("10.99.7.77:");
    await expect(way(page, "Media over UDP")).toContainText("mediaAddress");
    await expect(way(page, "Relay (TURN)")).toContainText("None is set up");
  } finally {
    await browser.close();
    await parley.dispose();
    other.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

function makeCertificate(address: string, key: string, cert: string): void {
  const subject = ["-subj", "/CN=parley-test", "-addext", `subjectAltName=IP:${address}`];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const args = ["req", "-x509", ...curve, "-nodes", "-days", "2", "-keyout", key, "-out", cert, ...subject];
  execFileSync("openssl", args, { stdio: "ignore", timeout: 10_000 });
}
