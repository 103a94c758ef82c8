import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { invite, message, signUp, takeOwnership, write } from "@parley/testkit/people";
import { startParley, startRealStack } from "@parley/testkit/stack";
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
