import { setUp } from "@parley/testkit/people";
import { startCasProvider, startParley, startRealStack } from "@parley/testkit/stack";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

/** From the sign-in page to the ways in of another homeserver. */
async function goElsewhere(page: Page, baseUrl: string, homeserver: string): Promise<void> {
  await page.goto(`${baseUrl}/sign-in`);
  await page.getByRole("button", { name: "Use another homeserver" }).click();
  await page.getByLabel("Homeserver").fill(homeserver);
  await page.getByRole("button", { name: "Go on" }).click();
}

/** No secret of a sign-in page stays in the address bar. */
const bare = (page: Page) => expect.poll(() => new URL(page.url()).search + new URL(page.url()).hash).toBe("");

test("people of another homeserver sign in with this client, and stay", async ({ newBrowser }) => {
  test.setTimeout(180_000);
  const cas = await startCasProvider();
  const abroad = await startRealStack({
    serverName: "abroad.example",
    config: { cas_config: { enabled: true, server_url: cas.url, idp_name: "University" } },
  });
  const parley = await startParley({ domain: "localhost", flags: ["--homeservers", "any"] });
  try {
    await setUp(await newBrowser(), parley.setupLink() ?? "", {
      name: "rosa",
      password: "correct horse battery",
      server: "Here",
    });

    const first = await newBrowser();
    const asked: string[] = [];
    first.on("request", (request) => {
      const { authorization } = request.headers();
      if (authorization !== undefined && request.url().startsWith(parley.baseUrl)) asked.push(request.url());
    });
    await goElsewhere(first, parley.baseUrl, new URL(abroad.baseUrl).host);
    await first.getByRole("button", { name: "Make an account there" }).click();
    await first.getByLabel("Your name").fill("vera");
    await first.getByRole("textbox", { name: "Password" }).fill("correct horse battery");
    await first.getByRole("button", { name: "Make account" }).click();
    await first.getByLabel("Registration token").fill(await abroad.createRegistrationToken());
    await first.getByRole("button", { name: "Go on" }).click();
    await first.getByRole("button", { name: "Save it later" }).click();
    await expect(first.getByText("Home").first()).toBeVisible();
    await first.reload();
    await expect(first.getByText("Home").first()).toBeVisible();
    await first.goto(`${parley.baseUrl}/settings`);
    await expect(first.getByText("Profile").first()).toBeVisible();
    await expect(first.getByText("Invitations")).toHaveCount(0);
    await expect(first.getByText("@vera:abroad.example").first()).toBeVisible();
    expect(asked, "our own server got a token of another homeserver").toEqual([]);

    const second = await newBrowser();
    cas.person = "emil";
    await goElsewhere(second, parley.baseUrl, new URL(abroad.baseUrl).host);
    await second.getByRole("button", { name: "Go on with University" }).click();
    // The homeserver asks whether this client may have the account.
    await second.getByRole("link", { name: /continue/i }).click();
    await expect(second.getByText("Home").first()).toBeVisible();
    await bare(second);
    await second.goto(`${parley.baseUrl}/settings`);
    await expect(second.getByText("@emil:abroad.example").first()).toBeVisible();
  } finally {
    await parley.dispose();
    await abroad.stop();
    await cas.stop();
  }
});

test("a homeserver that is not on the owner's list cannot be reached", async ({ newBrowser }) => {
  const parley = await startParley({ domain: "localhost", flags: ["--homeservers", "example.org"] });
  try {
    const page = await newBrowser();
    const answer = await page.goto(`${parley.baseUrl}/sign-in`);
    const policy = answer?.headers()["content-security-policy"] ?? "";
    expect(policy).toContain(" https://example.org https://*.example.org;");
    expect(policy).not.toContain(" https:;");
  } finally {
    await parley.dispose();
  }
});
