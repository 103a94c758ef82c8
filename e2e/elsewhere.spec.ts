import { once } from "node:events";
import { createServer } from "node:http";
import { setUp } from "@parley/testkit/people";
import { startCasProvider, startOAuthProvider, startParley, startRealStack } from "@parley/testkit/stack";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

/** From the sign-in page to the ways in of another homeserver. */
async function goElsewhere(page: Page, baseUrl: string, homeserver: string): Promise<void> {
  await page.goto(`${baseUrl}/sign-in`);
  await page.getByRole("button", { name: "Use another homeserver" }).click();
  await page.getByLabel("Homeserver").fill(homeserver);
  await page.getByRole("button", { name: "Go on" }).click();
}

/** The app is there, with its rail. */
const isIn = (page: Page) => expect(page.getByRole("navigation", { name: "Places" })).toBeVisible({ timeout: 30_000 });

/** No secret of a sign-in page stays in the address bar. */
const bare = (page: Page) => expect.poll(() => new URL(page.url()).search + new URL(page.url()).hash).toBe("");

test("people of another homeserver sign in with this client, and stay", async ({ newBrowser }) => {
  test.setTimeout(180_000);
  const cas = await startCasProvider();
  const abroad = await startRealStack({
    serverName: "abroad.example",
    config: { cas_config: { enabled: true, server_url: cas.url, idp_name: "University" } },
  });
  const parley = await startParley({ flags: ["--homeservers", "any"] });
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
    await first.getByLabel("User name").fill("vera");
    await first.getByRole("textbox", { name: "Password" }).fill("correct horse battery");
    await first.getByRole("button", { name: "Make account" }).click();
    await first.getByLabel("Registration token").fill(await abroad.createRegistrationToken());
    await first.getByRole("button", { name: "Go on" }).click();
    await first.getByRole("button", { name: "Save it later" }).click();
    await isIn(first);
    await first.reload();
    await isIn(first);
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
    await isIn(second);
    await bare(second);
    await second.goto(`${parley.baseUrl}/settings`);
    await expect(second.getByText("@emil:abroad.example").first()).toBeVisible();
  } finally {
    await parley.dispose();
    await abroad.stop();
    await cas.stop();
  }
});

test("a homeserver with a sign-in page of its own leads there and back", async ({ newBrowser }) => {
  test.setTimeout(150_000);
  const provider = await startOAuthProvider();
  const abroad = await startRealStack({ serverName: "oauth.example", config: provider.synapseConfig });
  provider.homeserver = abroad.baseUrl;
  provider.person = "nora";
  const members = `oauth.example=${abroad.baseUrl}`;
  const parley = await startParley({ flags: ["--homeservers", "any", "--members-from", members] });
  try {
    await setUp(await newBrowser(), parley.setupLink() ?? "", {
      name: "rosa",
      password: "correct horse battery",
      server: "Here",
    });
    const page = await newBrowser();
    const shown: string[] = [];
    page.on("request", (request) => {
      const bearer = request.headers().authorization;
      if (bearer === undefined) return;
      if (!request.url().startsWith(parley.baseUrl)) shown.push(bearer);
      else expect(shown, "our own server got a token that opens something elsewhere").not.toContain(bearer);
    });
    const opened = page.waitForResponse(`${parley.baseUrl}/api/v1/auth.signInFrom`);
    await goElsewhere(page, parley.baseUrl, new URL(abroad.baseUrl).host);
    await page.getByRole("button", { name: /^Go on at localhost/ }).click();
    await isIn(page);
    await bare(page);
    await page.goto(`${parley.baseUrl}/settings`);
    await expect(page.getByText("@nora:oauth.example").first()).toBeVisible();
    // The owner lists it: our own server lets its accounts in.
    expect((await opened).status()).toBe(200);
    await page.goto(`${parley.baseUrl}/settings/membership`);
    await expect(page.getByText("Whoever runs this Parley lets accounts of oauth.example in.")).toBeVisible();
    await expect(page.getByText("Member", { exact: true })).toBeVisible();
    const over = page.waitForResponse(`${parley.baseUrl}/api/v1/auth.signOut`, { timeout: 45_000 });
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Sign out", exact: true }).click();
    expect((await over).status()).toBe(200);
  } finally {
    await parley.dispose();
    await abroad.stop();
    await provider.stop();
  }
});

test("a homeserver that is not on the owner's list cannot be reached", async ({ browser, newBrowser }) => {
  const reached: string[] = [];
  // It takes anyone's questions: only this page itself can keep away from it.
  const abroad = createServer(({ url }, response) => {
    reached.push(url ?? "");
    response.setHeader("access-control-allow-origin", "*").setHeader("access-control-allow-headers", "*");
    response.end(JSON.stringify({ versions: ["v1.11"], flows: [{ type: "m.login.password" }] }));
  });
  await once(abroad.listen(0, "127.0.0.1"), "listening");
  const address = abroad.address();
  const host = `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const parley = await startParley({ flags: ["--homeservers", "example.org"] });
  try {
    const page = await newBrowser();
    await page.goto(`${parley.baseUrl}/sign-in/elsewhere/${encodeURIComponent(host)}`);
    await expect(page.getByRole("alert")).toContainText("has not allowed this homeserver");
    await expect(page.getByLabel("Password")).toHaveCount(0);
    // Nor by a page that would not ask the list: its breach of the policy is wanted, so nothing watches for it.
    const careless = await browser.newPage();
    await careless.goto(`${parley.baseUrl}/sign-in`);
    const asked = careless.evaluate(async (url) => (await fetch(url)).status, `http://${host}/_matrix/client/versions`);
    await expect(asked).rejects.toThrow("Failed to fetch");
    await careless.close();
    expect(reached).toEqual([]);
  } finally {
    await parley.dispose();
    abroad.close();
  }
});
