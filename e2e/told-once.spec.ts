import { composer, invite, message, setUp, signIn, signUp, write } from "@parley/testkit/people";
import type { Page } from "@playwright/test";
import { cards, icon, watchCards } from "./support/cards.ts";
import { expect, test } from "./support/test.ts";

const rosa = { name: "rosa", password: "correct horse battery", server: "Atelier" };
const tomas = { name: "tomas", password: "staple battery horse" };

/** Writes a message that names Rosa. */
async function mention(page: Page, text: string): Promise<void> {
  await composer(page).pressSequentially("@ros");
  await page.getByRole("option", { name: /rosa/ }).waitFor();
  await composer(page).press("Tab");
  await composer(page).pressSequentially(text);
  await composer(page).press("Enter");
  await message(page, text).waitFor();
}

/** Holds the page's code still, as a browser does that freezes it in the background. The returned function lets it go. */
async function freeze(page: Page): Promise<() => Promise<void>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Debugger.enable");
  const paused = new Promise<void>((resolve) => devtools.once("Debugger.paused", () => resolve()));
  await devtools.send("Debugger.pause");
  void page.evaluate(() => setTimeout(() => {}, 0)).catch(() => {});
  await paused;
  return async () => {
    await devtools.send("Debugger.resume");
    await devtools.detach();
  };
}

async function allowCards(page: Page, baseUrl: string): Promise<void> {
  await page.goto(`${baseUrl}/settings/notifications`);
  await page.getByRole("group", { name: "Show notifications" }).getByText("On", { exact: true }).click();
  await expect(page.getByRole("group", { name: "Show what was written" })).toBeVisible();
}

async function enterKey(page: Page, key: string): Promise<void> {
  await page.getByRole("button", { name: "Enter recovery key" }).first().click();
  await page.getByLabel("Recovery key").fill(key);
  await page.getByRole("button", { name: "Unlock messages" }).click();
  await page.getByRole("button", { name: /Go on|Go to your chats/ }).click();
}

test("two tabs and a second device are told once each, and it is over everywhere when it is read on one", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(240_000);
  const lead = await newBrowser();
  const desk = lead.context();
  await watchCards(desk);
  const key = await setUp(lead, parley.setupLink() ?? "", rosa);
  const other = await newBrowser();
  await signUp(other, await invite(lead, "Atelier"), tomas);
  await write(lead, "welcome");
  await expect(message(other, "welcome")).toBeVisible();
  const room = lead.url();

  const laptop = await newBrowser();
  await watchCards(laptop.context());
  await signIn(laptop, parley.baseUrl, rosa);
  await enterKey(laptop, key);
  await allowCards(laptop, parley.baseUrl);
  await allowCards(lead, parley.baseUrl);
  const second = await desk.newPage();
  await second.goto(`${parley.baseUrl}/settings/about`);
  await expect(second.getByText("Parley runs in another tab of this browser", { exact: false })).toBeVisible();
  const all = [lead, second, laptop];

  await mention(other, "are you there");
  await expect.poll(async () => (await cards(lead)).length, "the tab that leads").toBe(1);
  await expect.poll(async () => (await cards(laptop)).length, "the other device").toBe(1);
  for (const page of all) {
    await expect.poll(() => page.title()).toMatch(/^\(1\) /);
    await expect.poll(() => icon(page)).toBe("/favicon-mention.svg");
  }
  expect((await cards(second)).length, "the tab that follows").toBe(0);

  await laptop.goto(room);
  await expect(message(laptop, "are you there")).toBeVisible();
  for (const page of all) {
    await expect.poll(() => page.title()).not.toMatch(/^\(/);
    await expect.poll(() => icon(page)).toBe("/favicon.svg");
  }
  expect(
    (await cards(lead)).map(({ closed }) => closed),
    "gone from the desktop",
  ).toEqual([true]);

  // The tab that took over is the one that tells.
  await laptop.goto(`${parley.baseUrl}/settings/about`);
  await second.getByRole("button", { name: "Use here" }).click();
  await expect(lead.getByText("Parley runs in another tab of this browser", { exact: false })).toBeVisible();
  await write(other, "a word in between");
  for (const page of all) await expect.poll(() => icon(page)).toBe("/favicon-unread.svg");
  await mention(other, "and now");
  await expect.poll(async () => (await cards(second)).length).toBe(1);
  for (const page of all) await expect.poll(() => page.title()).toMatch(/^\(1\) /);
  expect((await cards(lead)).length).toBe(1);

  // Frozen in the background: what is read meanwhile is not told, what is not is told once.
  const wake = await freeze(second);
  await mention(other, "while it slept");
  await laptop.goto(room);
  await expect(message(laptop, "while it slept")).toBeVisible();
  await expect.poll(() => laptop.title()).not.toMatch(/^\(/);
  await laptop.goto(`${parley.baseUrl}/settings/about`);
  // What comes while a page opens is counted and not told: it must be up again.
  await write(other, "a word once more");
  await expect.poll(() => icon(laptop)).toBe("/favicon-unread.svg");
  await mention(other, "still asleep");
  await expect.poll(async () => (await cards(laptop)).at(-1)?.body ?? "").toMatch(/still asleep/);
  await wake();
  await expect
    .poll(async () => (await cards(second)).filter(({ closed }) => !closed).map(({ body }) => body))
    .toEqual([expect.stringMatching(/still asleep/)]);
  expect((await cards(second)).filter(({ body }) => /while it slept/.test(body))).toEqual([]);
});

/** What stands in the phone's drawer: there cards are the service worker's. */
const drawer = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const worker = await navigator.serviceWorker.ready;
    return (await worker.getNotifications()).map(({ title, body }) => `${title}: ${body}`);
  });

test("on a phone cards come from the service worker, and go when the room is read elsewhere, over a reload too", async ({
  parley,
  newBrowser,
}) => {
  test.setTimeout(240_000);
  const lead = await newBrowser();
  await setUp(lead, parley.setupLink() ?? "", rosa);
  const room = lead.url();
  const phone = await newBrowser({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    permissions: ["notifications"],
  });
  await phone.addInitScript(() => {
    const real = Notification;
    // As phones have it: a page may not give cards itself.
    class Refusing {
      static get permission() {
        return real.permission;
      }
      static requestPermission = () => real.requestPermission();
      constructor() {
        throw new TypeError("Illegal constructor");
      }
    }
    Object.assign(window, { Notification: Refusing });
  });
  await signUp(phone, await invite(lead, "Atelier"), tomas);
  await expect
    .poll(() => phone.evaluate(() => navigator.serviceWorker.controller !== null), { timeout: 60_000 })
    .toBe(true);
  await allowCards(phone, parley.baseUrl);
  await composer(lead).pressSequentially("@tom");
  await lead.getByRole("option", { name: /tomas/ }).waitFor();
  await composer(lead).press("Tab");
  await composer(lead).pressSequentially("look up");
  await composer(lead).press("Enter");
  await expect.poll(() => drawer(phone)).toEqual(["rosa in #general: @tomas look up"]);
  await phone.reload();
  await expect(phone.getByRole("group", { name: "Show notifications" })).toBeVisible();
  await expect.poll(() => phone.title()).toMatch(/^\(1\) /);
  expect(await drawer(phone)).toHaveLength(1);

  // Another client of the same person reads it.
  const matrix = async (token: string | null, method: string, path: string, body?: object) => {
    const answer = await fetch(`${parley.baseUrl}/_matrix/client/v3${path}`, {
      method,
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return await answer.json();
  };
  const identifier = { type: "m.id.user", user: tomas.name };
  const { access_token: token } = await matrix(null, "POST", "/login", {
    type: "m.login.password",
    identifier,
    password: tomas.password,
  });
  const roomId = encodeURIComponent(decodeURIComponent(room.split("/").at(-1) ?? ""));
  const { chunk } = await matrix(token, "GET", `/rooms/${roomId}/messages?dir=b&limit=1`);
  await matrix(token, "POST", `/rooms/${roomId}/receipt/m.read/${encodeURIComponent(chunk[0].event_id)}`, {});
  await expect.poll(() => drawer(phone)).toEqual([]);
  await expect.poll(() => phone.title()).not.toMatch(/^\(/);
  expect(await icon(phone)).toBe("/favicon.svg");
});
