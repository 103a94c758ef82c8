import { invite, setUp, signUp } from "@parley/testkit/people";
import { type RunningParley, startParley } from "@parley/testkit/stack";
import { test as base, expect, type Page } from "@playwright/test";
import { tile, withFakeDevices } from "../e2e/support/call.ts";
import { flows as flowsWithin, open as openNow, watchMedia } from "../e2e/support/media.ts";
import { type Account, places, signInPast } from "../e2e/support/places.ts";
import { type Foreign, modes, startForeign } from "./foreign.ts";
import type { Host } from "./host/host.ts";
import { startSecondSfu } from "./second-sfu.ts";

const rosa = { name: "rosa", password: "correct horse battery", server: "Atelier" };
const tomas = { name: "tomas", password: "staple battery horse" };
/** Making an account and its keys, on a busy machine. */
const slowMs = 150_000;
/** How soon Element Call has media nobody here promises: it goes by what its host syncs, and tries again by itself. */
const flows = (page: Page, what: string) => flowsWithin(page, what, { timeout: 60_000 });

declare global {
  interface Window {
    host: Host;
  }
}

interface Fixtures {
  readonly newPage: () => Promise<Page>;
}
interface Shared {
  readonly foreign: Foreign;
}

const test = base.extend<Fixtures, Shared>({
  foreign: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names that a fixture uses from this pattern.
    async ({}, use) => {
      const foreign = await startForeign();
      await use(foreign);
      await foreign.close();
    },
    { scope: "worker" },
  ],
  newPage: async ({ browser }, use) => {
    const pages: Page[] = [];
    await use(async () => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        locale: "en-GB",
        permissions: ["camera", "microphone"],
      });
      await watchMedia(context);
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      pages.push(page);
      return page;
    });
    await Promise.all(pages.map((page) => page.context().close()));
  },
});

test.use({ launchOptions: async ({ launchOptions }, use) => use(withFakeDevices(launchOptions)) });

/** Two people in one encrypted room: one with Parley, and one for whom a page holds Element Call. */
async function meet(parley: RunningParley, foreign: Foreign, newPage: Fixtures["newPage"]) {
  const one = await newPage();
  await setUp(one, parley.setupLink() ?? "", rosa, slowMs);
  const other = await newPage();
  await signUp(other, await invite(one, rosa.server), tomas, slowMs);
  await other.context().close();
  const roomId = decodeURIComponent(new URL(one.url()).pathname.split("/")[3] ?? "");
  const open = async () => {
    const host = await newPage();
    await host.goto(foreign.url);
    await host.waitForFunction(() => window.host !== undefined);
    await host.evaluate(([baseUrl, name, password]) => window.host.signIn(baseUrl, name, password), [
      parley.baseUrl,
      tomas.name,
      tomas.password,
    ] as const);
    return host;
  };
  const account = await signInPast(parley.baseUrl, rosa);
  return { one, roomId, open, account, places: () => places(account, roomId) };
}

const join = (host: Page, roomId: string, intent: Parameters<Host["join"]>[1], mode: keyof typeof modes) =>
  host.evaluate(([room, how, path]) => window.host.join(room, how, path), [roomId, intent, modes[mode]] as const);

let parley: RunningParley;
test.beforeEach(async () => {
  parley = await startParley();
});
test.afterEach(async () => {
  await parley.dispose();
});

test("Element Call comes into our call: heard and seen both ways for 30 s, then gone by hang-up and by crash", async ({
  foreign,
  newPage,
}) => {
  const { one, roomId, open, places } = await meet(parley, foreign, newPage);
  await one.getByRole("button", { name: "Start video call" }).click();
  await expect(one.getByText("End-to-end encrypted")).toBeVisible();
  await one.getByRole("button", { name: "Unmute microphone" }).click();
  let host = await open();
  await join(host, roomId, "join_existing", "compatibility");
  await expect(tile(one, tomas.name).locator("video")).toBeVisible({ timeout: 60_000 });
  await Promise.all([flows(one, "Parley"), flows(host, "Element Call")]);
  expect(await places()).toEqual(["rosa", "tomas"]);
  await one.waitForTimeout(30_000);
  await Promise.all([flows(one, "Parley after 30 s"), flows(host, "Element Call after 30 s")]);

  await host.evaluate(() => window.host.hangUp());
  await expect(tile(one, tomas.name)).toHaveCount(0);
  await expect.poll(places).toEqual(["rosa"]);
  await host.evaluate(() => window.host.close());

  await join(host, roomId, "join_existing", "compatibility");
  await Promise.all([flows(one, "Parley, the second time"), flows(host, "Element Call, the second time")]);
  // Without a word: the browser's process is gone.
  const session = await host.context().newCDPSession(host);
  await Promise.race([session.send("Page.crash").catch(() => {}), host.waitForEvent("crash")]);
  await expect.poll(places, { timeout: 20_000, intervals: [500] }).toEqual(["rosa"]);
  await expect(tile(one, tomas.name)).toHaveCount(0);

  host = await open();
  await join(host, roomId, "join_existing", "compatibility");
  await Promise.all([flows(one, "Parley after the crash"), flows(host, "Element Call after the crash")]);
  await one.getByRole("button", { name: "Leave call" }).click();
  await expect.poll(places).toEqual(["tomas"]);
});

test("we come into a call that Element Call has begun", async ({ foreign, newPage }) => {
  const { one, roomId, open, places } = await meet(parley, foreign, newPage);
  const host = await open();
  await join(host, roomId, "start_call", "compatibility");
  await expect.poll(places).toEqual(["tomas"]);
  await one.getByRole("button", { name: /^Join call/ }).click();
  await one.getByRole("button", { name: "Unmute microphone" }).click();
  await one.getByRole("button", { name: "Turn camera on" }).click();
  await Promise.all([flows(one, "Parley"), flows(host, "Element Call")]);
  await one.getByRole("button", { name: "Leave call" }).click();
  await expect.poll(places).toEqual(["tomas"]);
  await host.evaluate(() => window.host.hangUp());
  await expect.poll(places).toEqual([]);
  await host.evaluate(() => window.host.close());

  // The same with both in Matrix 2.0: nobody's place is state, and each takes the other's for one.
  await one.evaluate(() => localStorage.setItem("parley.calls.way", "matrix-2"));
  await join(host, roomId, "start_call", "matrix_2_0");
  await one.getByRole("button", { name: /^Join call/ }).click();
  await one.getByRole("button", { name: "Turn camera on" }).click();
  await Promise.all([flows(one, "Parley in Matrix 2.0"), flows(host, "Element Call in Matrix 2.0")]);
  expect(await places()).toEqual([]);
  await one.getByRole("button", { name: "Leave call" }).click();
  await expect(host.frameLocator("iframe").getByTestId("videoTile")).toHaveCount(1);
  await host.evaluate(() => window.host.hangUp());
});

test("somebody who sends by another homeserver's media server is heard and seen there, hears and sees us at ours, and is gone after a crash", async ({
  foreign,
  newPage,
}) => {
  const second = await startSecondSfu();
  await parley.dispose();
  // Pages reach what the settings let them reach.
  parley = await startParley({ flags: ["--homeservers", "any"] });
  try {
    const { one, roomId, open } = await meet(parley, foreign, newPage);
    await one.getByRole("button", { name: "Start video call" }).click();
    await expect(one.getByText("End-to-end encrypted")).toBeVisible();
    await one.getByRole("button", { name: "Unmute microphone" }).click();
    const host = await open();
    await host.evaluate((url) => window.host.sendBy(url), second.serviceUrl);
    await join(host, roomId, "join_existing", "matrix_2_0");
    await expect(tile(one, tomas.name).locator("video")).toBeVisible({ timeout: 60_000 });
    await Promise.all([flows(one, "Parley"), flows(host, "Element Call")]);
    const session = await host.context().newCDPSession(host);
    await Promise.race([session.send("Page.crash").catch(() => {}), host.waitForEvent("crash")]);
    await expect(tile(one, tomas.name)).toHaveCount(0, { timeout: 25_000 });
    await one.getByRole("button", { name: "Leave call" }).click();
    await expect.poll(() => openNow(one)).toEqual({ connections: 0, tracks: 0 });
  } finally {
    await second.close();
  }
});

test("Element Call in Matrix 2.0: heard and seen both ways, hands, hang-up, crash, and a call that is declined", async ({
  foreign,
  newPage,
}) => {
  const { one, roomId, open, account, places } = await meet(parley, foreign, newPage);
  await one.getByRole("button", { name: "Start video call" }).click();
  await expect(one.getByText("End-to-end encrypted")).toBeVisible();
  await one.getByRole("button", { name: "Unmute microphone" }).click();
  let host = await open();
  const call = () => host.frameLocator("iframe");
  await join(host, roomId, "join_existing", "matrix_2_0");
  await expect(tile(one, tomas.name).locator("video")).toBeVisible({ timeout: 60_000 });
  await Promise.all([flows(one, "Parley"), flows(host, "Element Call")]);
  // Theirs is no state: what the other mode writes is not there.
  expect(await places()).toEqual(["rosa"]);

  await call().getByRole("button", { name: "Reactions" }).click();
  await call().getByRole("button", { name: "Raise hand" }).click();
  await expect(tile(one, tomas.name)).toContainText("hand raised");
  await one.getByRole("button", { name: "Raise hand" }).click();
  await expect(call().getByRole("img", { name: "Reaction" })).toHaveCount(2);

  await host.evaluate(() => window.host.hangUp());
  await expect(tile(one, tomas.name)).toHaveCount(0);
  await host.evaluate(() => window.host.close());
  await join(host, roomId, "join_existing", "matrix_2_0");
  await Promise.all([flows(one, "Parley, the second time"), flows(host, "Element Call, the second time")]);
  const session = await host.context().newCDPSession(host);
  await Promise.race([session.send("Page.crash").catch(() => {}), host.waitForEvent("crash")]);
  await expect(tile(one, tomas.name)).toHaveCount(0, { timeout: 25_000 });
  await one.getByRole("button", { name: "Leave call" }).click();

  // A direct message, made past both: there it rings.
  host = await open();
  const direct = await createDirect(parley, account);
  await expect(one.getByRole("link", { name: "Direct messages and rooms" })).toBeVisible();
  await join(host, direct, "start_call_dm", "matrix_2_0");
  const card = one.getByRole("region", { name: "Incoming calls" });
  await card.getByRole("button", { name: "Decline call from tomas" }).click();
  await expect(card).toHaveCount(0);
  await expect.poll(() => host.evaluate(() => window.host.hasLeft())).toBe(true);
});

/** A direct message of rosa and tomas, as other clients make them. */
async function createDirect({ baseUrl }: RunningParley, rosas: Account): Promise<string> {
  const tomass = await signInPast(baseUrl, tomas);
  const made = await rosas.request("POST", "/createRoom", {
    preset: "trusted_private_chat",
    is_direct: true,
    invite: [tomass.userId],
    initial_state: [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }],
    power_level_content_override: {
      events: { "org.matrix.msc3401.call.member": 0, "org.matrix.msc4143.rtc.slot": 0 },
    },
  });
  const roomId = String(Object(made).room_id);
  await tomass.request("POST", `/join/${encodeURIComponent(roomId)}`, {});
  return roomId;
}
