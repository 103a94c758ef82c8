import { invite, message, setUp, signUp, write } from "@parley/testkit/people";
import { seen, withFakeDevices } from "./support/call.ts";
import { withFar } from "./support/far.ts";
import { namespaceHindrance } from "./support/namespace.ts";
import { expect, test } from "./support/test.ts";

const hindrance = namespaceHindrance();

test("two people chat and call over TLS from another machine, where nothing but a relay carries media", async ({
  launchOptions,
}) => {
  test.skip(hindrance !== null, hindrance ?? "");
  test.setTimeout(240_000);
  await withFar(withFakeDevices(launchOptions), ["--turn", "embedded"], async ({ parley, browser }) => {
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
  });
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
