import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { invite, message, signUp, takeOwnership, write } from "@parley/testkit/people";
import { startOAuthProvider, startParley, startRealStack } from "@parley/testkit/stack";
import { countStoredEvents, findInFiles } from "./support/homeserver-database.ts";
import { expect, test } from "./support/test.ts";

test("the same with a homeserver that runs elsewhere", async ({ newBrowser }) => {
  test.setTimeout(240_000);
  const homeserver = await startRealStack();
  const folder = mkdtempSync(join(tmpdir(), "parley-attached-"));
  const adminToken = join(folder, "admin-token");
  const admin = await homeserver.register("keeper", { admin: true });
  writeFileSync(adminToken, admin.accessToken, { mode: 0o600 });
  await homeserver.register("rosa", { password: "correct horse battery" });
  const parley = await startParley({
    domain: homeserver.serverName,
    flags: ["--homeserver", homeserver.baseUrl, "--homeserver-admin-token-file", adminToken],
  });
  try {
    expect(parley.children(), "no homeserver of its own").not.toHaveProperty("homeserver");
    const first = await newBrowser();
    await takeOwnership(first, parley.setupLink() ?? "", {
      name: "rosa",
      password: "correct horse battery",
      server: "Elsewhere",
    });
    await write(first, "kept on another machine");
    const second = await newBrowser();
    await signUp(second, await invite(first, "Elsewhere"), { name: "tomas", password: "staple battery horse" });
    await expect(message(second, "kept on another machine")).toBeVisible();
    await write(second, "and read from there");
    await expect(message(first, "and read from there")).toBeVisible();

    const texts = ["kept on another machine", "and read from there"];
    expect(findInFiles(homeserver.folder, texts)).toEqual([]);
    expect(findInFiles(parley.dataFolder, texts)).toEqual([]);
    expect(countStoredEvents(homeserver.folder).get("m.room.encrypted") ?? 0).toBeGreaterThanOrEqual(2);
  } finally {
    await parley.dispose();
    await homeserver.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a homeserver that runs elsewhere and signs people in on a page of its own", async ({ newBrowser }) => {
  test.setTimeout(240_000);
  const provider = await startOAuthProvider();
  const homeserver = await startRealStack({ serverName: "oauth.example", config: provider.synapseConfig });
  provider.homeserver = homeserver.baseUrl;
  const parley = await startParley({ domain: homeserver.serverName, flags: ["--homeserver", homeserver.baseUrl] });
  const itsPage = /^Go on at localhost/;
  try {
    // Its owner: there and back, then on with the same link.
    provider.person = "rosa";
    const first = await newBrowser();
    await first.goto(parley.setupLink() ?? "");
    await first.getByRole("button", { name: itsPage }).click();
    await expect(first.getByText("You began as @rosa:oauth.example.")).toBeVisible();
    await first.getByLabel("Name of your first server").fill("Elsewhere");
    await first.getByRole("button", { name: "Go on" }).click();
    await first.getByRole("button", { name: "Save it later" }).click();
    await write(first, "kept on another machine");

    // Somebody who is invited.
    const link = await invite(first, "Elsewhere");
    provider.person = "tomas";
    const second = await newBrowser();
    await second.goto(link);
    await second.getByRole("button", { name: itsPage }).click();
    await expect(second.getByText("You are signed in as @tomas:oauth.example.")).toBeVisible();
    await second.getByRole("button", { name: "Join Elsewhere" }).click();
    await expect(message(second, "kept on another machine")).toBeVisible({ timeout: 30_000 });

    // The owner, on another device; and somebody whom nobody has let in.
    const third = await newBrowser();
    provider.person = "rosa";
    await third.goto(`${parley.baseUrl}/sign-in`);
    await third.getByRole("button", { name: itsPage }).click();
    await expect(third.getByRole("link", { name: "Elsewhere, server" })).toBeVisible({ timeout: 30_000 });
    provider.person = "stranger";
    const fourth = await newBrowser();
    await fourth.goto(`${parley.baseUrl}/sign-in`);
    await fourth.getByRole("button", { name: itsPage }).click();
    await expect(fourth.getByRole("alert")).toContainText("nobody has let it in");
  } finally {
    await parley.dispose();
    await homeserver.stop();
    await provider.stop();
  }
});
