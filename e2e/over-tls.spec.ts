import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { invite, message, setUp, signUp, write } from "@parley/testkit/people";
import { startParley } from "@parley/testkit/stack";
import { chromium } from "@playwright/test";
import { seen, withFakeDevices } from "./support/call.ts";
import { createOtherMachine, namespaceHindrance } from "./support/namespace.ts";
import { expect, test } from "./support/test.ts";

const hindrance = namespaceHindrance();

test("two people chat and call over TLS from another machine, where nothing but a relay carries media", async ({
  launchOptions,
}) => {
  test.skip(hindrance !== null, hindrance ?? "");
  test.setTimeout(240_000);
  const other = createOtherMachine(launchOptions.executablePath ?? chromium.executablePath());
  const folder = mkdtempSync(join(tmpdir(), "parley-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  makeCertificate(other.hereAddress, key, cert);
  const parley = await startParley({
    address: { host: other.hereAddress, key, cert },
    flags: ["--turn", "embedded"],
  });
  const browser = await chromium.launch({
    ...withFakeDevices(launchOptions),
    executablePath: other.browserPath,
  });
  try {
    const open = async () => {
      const permissions = ["camera", "microphone"];
      const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en-GB", permissions });
      await context.addInitScript(relayOnly);
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      return page;
    };
    const first = await open();
    await setUp(first, parley.setupLink() ?? "", { name: "rosa", password: "correct horse battery", server: "Far" });
    expect(new URL(first.url()).origin).toBe(parley.baseUrl);
    expect(await first.evaluate(() => window.isSecureContext)).toBe(true);
    await write(first, "hello over the cable");
    const invitation = await invite(first, "Far");
    expect(invitation.startsWith(`${parley.baseUrl}/invite#`)).toBe(true);
    const second = await open();
    await signUp(second, invitation, { name: "tomas", password: "staple battery horse" });
    await expect(message(second, "hello over the cable")).toBeVisible();
    await write(second, "and back");
    await expect(message(first, "and back")).toBeVisible();

    await first.getByRole("button", { name: "Start video call" }).click();
    await second.getByRole("button", { name: /^Join call/ }).click();
    await second.getByRole("button", { name: "Turn camera on" }).click();
    await seen(second, "rosa");
    await seen(first, "tomas");
    for (const page of [first, second]) {
      await expect.poll(() => page.evaluate(waysOfMedia)).toContain("relay");
      expect(new Set(await page.evaluate(waysOfMedia))).toEqual(new Set(["relay"]));
    }
  } finally {
    await browser.close();
    await parley.dispose();
    other.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Runs in the page, before it: as in a network that lets no media through, nothing but relays is tried. */
function relayOnly(): void {
  const connections: RTCPeerConnection[] = [];
  Reflect.set(window, "connections", connections);
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super({ ...configuration, iceTransportPolicy: "relay" });
      connections.push(this);
    }

    override setConfiguration(configuration?: RTCConfiguration): void {
      super.setConfiguration({ ...configuration, iceTransportPolicy: "relay" });
    }
  };
}

/** Runs in the page: by what kind of candidate each connection sends. */
async function waysOfMedia(): Promise<string[]> {
  const connections: RTCPeerConnection[] = Reflect.get(window, "connections");
  const ways: string[] = [];
  for (const connection of connections.filter(({ connectionState }) => connectionState === "connected")) {
    const report = await connection.getStats();
    for (const stat of report.values()) {
      if (stat.type !== "transport" || stat.selectedCandidatePairId === undefined) continue;
      ways.push(report.get(report.get(stat.selectedCandidatePairId)?.localCandidateId)?.candidateType);
    }
  }
  return ways;
}

function makeCertificate(address: string, key: string, cert: string): void {
  const subject = ["-subj", "/CN=parley-test", "-addext", `subjectAltName=IP:${address}`];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const args = ["req", "-x509", ...curve, "-nodes", "-days", "2", "-keyout", key, "-out", cert, ...subject];
  execFileSync("openssl", args, { stdio: "ignore", timeout: 10_000 });
}
